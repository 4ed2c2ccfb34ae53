"""Presidio on the posts in a file: prints posts a second of processor time.

A blank Swedish pipeline, since no trained one is in the package index, and the recognisers for what is written in digits
and signs, the Swedish ones switched on.
"""
import json
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers as known
from presidio_analyzer.nlp_engine import SpacyNlpEngine


class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__(models=[{"lang_code": "sv", "model_name": "blank"}])
        self.nlp = {"sv": spacy.blank("sv")}

    def load(self):
        pass

    def is_loaded(self):
        return True


registry = RecognizerRegistry(supported_languages=["sv"])
for name in ("SePersonnummerRecognizer", "SeOrganisationsnummerRecognizer", "EmailRecognizer", "CreditCardRecognizer", "IbanRecognizer"):
    recognizer = getattr(known, name, None)
    if recognizer is not None:
        registry.add_recognizer(recognizer(supported_language="sv"))
registry.add_recognizer(known.PhoneRecognizer(supported_language="sv", supported_regions=["SE"]))
engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["sv"])

with open(sys.argv[1], encoding="utf-8") as file:
    posts = json.load(file)
for post in posts[:50]:
    engine.analyze(post, language="sv")
begun = time.process_time()
for post in posts:
    engine.analyze(post, language="sv")
print(len(posts) / (time.process_time() - begun))
