/** The evidence as the paper that goes into the file. */
import type { ForwardView } from "../../backend/bindings";
import { pageAddress } from "../../backend/evidence";
import { EvidenceSeal } from "../../domain/EvidenceSeal";
import { useWords } from "../../text";

export function Papers({ forward }: { forward: ForwardView }) {
  const words = useWords();
  const pages = forward.pagePictures;
  return (
    <section className="d-papers" aria-label={words.registrar.preview} tabIndex={0}>
      <EvidenceSeal evidence={forward.evidence} />
      {pages.length === 0 ? <p className="small quiet">{words.registrar.noPages}</p> : null}
      {pages.map((page, index) => (
        <img
          key={page}
          src={pageAddress(page)}
          alt={words.registrar.page(index + 1, pages.length)}
          className="d-page"
          draggable={false}
        />
      ))}
    </section>
  );
}
