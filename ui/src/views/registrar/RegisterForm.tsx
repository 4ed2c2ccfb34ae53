/** The four particulars that the law asks for, and the public wording; prefilled, all by keyboard. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, useState, type ComponentProps, type KeyboardEvent } from "react";
import type { ForwardView } from "../../backend/bindings";
import { commands, refusalOf } from "../../backend/commands";
import { useBegun } from "../../domain/begun";
import { useNow } from "../../domain/now";
import { queueAddress } from "../../domain/places";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useToasts } from "../../parts/Toast";
import { useWork } from "../../parts/work";
import { reasonOf, useDates, useWords } from "../../text";

const fieldOf: Record<string, string> = {
  received_on: "receivedOn",
  public_line: "publicLine",
};

type Particular = "number" | "receivedOn" | "correspondent" | "concerns" | "publicLine";

const recordOf = (forward: ForwardView): Record<Particular, string> => ({
  number: forward.number ?? "",
  receivedOn: forward.receivedOn,
  correspondent: forward.correspondent,
  concerns: forward.concerns,
  publicLine: forward.publicLine,
});

type FormProps = {
  forward: ForwardView;
  /** Somebody is registering one after another: the next form takes the focus at once. */
  begun: boolean;
  onBack: () => void;
  onDone: () => void;
};

export function RegisterForm({ forward, begun, onBack, onDone }: FormProps) {
  const words = useWords();
  const client = useQueryClient();
  const dates = useDates(useNow());
  const { say } = useToasts();
  // What was begun while it waited is not shown of what somebody else has dealt with meanwhile.
  const of = `${forward.id} ${forward.state}`;
  const [record, setRecord, kept] = useBegun(`register ${of}`, recordOf(forward));
  const [correcting, setCorrecting] = useState(forward.state === "registered" && kept.found);
  const [question, setQuestion, asked] = useBegun(`return ${of}`, forward.question);
  const [asking, setAsking] = useState(forward.state === "returned" || asked.found);
  const { busy, error, run, forget } = useWork();
  const questionField = useRef<HTMLTextAreaElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const correctButton = useRef<HTMLButtonElement>(null);
  const done = forward.state !== "sent";
  const closed = done && !correcting;
  // What is only read follows the diary, also when a colleague corrects it meanwhile.
  const shown = closed ? recordOf(forward) : record;

  // The focus goes to what is mistyped most, and back to where it came from.
  const was = useRef(correcting);
  useEffect(() => {
    if (was.current === correcting) return;
    was.current = correcting;
    (correcting ? numberField : correctButton).current?.focus();
  }, [correcting]);

  const finish = (work: () => Promise<string>) =>
    run(async () => {
      say(await work());
      onDone();
      await client.invalidateQueries({ queryKey: ["registrar"] });
    });
  const written = () =>
    [
      forward.id,
      record.number.trim(),
      record.receivedOn,
      record.correspondent.trim(),
      record.concerns.trim(),
      record.publicLine.trim(),
    ] as const;
  const register = () =>
    finish(async () => {
      await commands.registrarRegister(...written());
      kept.forget();
      return words.registrar.registeredSaid(record.number.trim());
    });
  const openCorrection = () => {
    setRecord(recordOf(forward));
    kept.forget();
    setCorrecting(true);
  };
  const closeCorrection = () => {
    setCorrecting(false);
    kept.forget();
    forget();
  };
  const correct = () =>
    run(async () => {
      const now = recordOf(await commands.registrarCorrect(...written()));
      const before = recordOf(forward);
      const same = (Object.keys(now) as Particular[]).every((name) => now[name] === before[name]);
      say(
        same
          ? words.registrar.nothingCorrected
          : now.number === before.number
            ? words.registrar.correctedSaid(now.number)
            : words.registrar.renumberedSaid(before.number, now.number),
      );
      await client.invalidateQueries({ queryKey: ["registrar"] });
      closeCorrection();
    });
  const giveBack = () =>
    finish(async () => {
      await commands.registrarReturn(forward.id, question.trim());
      asked.forget();
      return words.registrar.returnedSaid;
    });

  const refusal = refusalOf(error);
  const named =
    refusal?.code === "field_missing"
      ? (fieldOf[String(refusal.details)] ?? String(refusal.details))
      : refusal?.code === "registration_number_malformed"
        ? "number"
        : null;
  const errorOf = (name: string) => {
    if (!refusal || named !== name) return null;
    const { why, remedy } = reasonOf(words, refusal);
    return remedy ? `${why} ${remedy}` : why;
  };
  const particular = (
    name: Particular,
    testid: string,
    extra: Partial<ComponentProps<typeof Field>> = {},
  ) => (
    <Field
      label={words.registrar[name]}
      value={shown[name]}
      onChange={(value) => setRecord((now) => ({ ...now, [name]: value }))}
      error={errorOf(name)}
      readOnly={closed}
      testid={testid}
      {...extra}
    />
  );
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.ctrlKey) {
      if (correcting) void correct();
      else if (!done) void (asking ? giveBack() : register());
    }
    if (event.key === "Escape") (document.activeElement as HTMLElement | null)?.blur();
  };

  return (
    <section
      className="d-form"
      aria-label={words.registrar.form}
      onKeyDown={keys}
      data-testid="registrar-form"
    >
      <div className="bar">
        <span className="d-back">
          <Button look="quiet" icon={<ArrowLeft aria-hidden />} onPress={onBack}>
            {words.queue.backToList}
          </Button>
        </span>
        <span className="small quiet">
          {words.registrar.from(forward.sentBy, dates.moment(forward.sentAt))}
        </span>
      </div>
      <div className="d-form-body">
        <h2>{forward.department.board}</h2>
        <p className="small quiet">
          {forward.state === "sent" ? words.registrar.registerBy(dates.moment(forward.registerBy)) : null}
          {forward.number ? words.registrar.registeredAs(forward.number) : null}
          {forward.registeredAt && forward.registeredBy
            ? ` · ${words.registrar.registeredBy(forward.registeredBy, dates.moment(forward.registeredAt))}`
            : ""}
        </p>
        <fieldset>
          <legend className="tiny faint">{words.registrar.fields}</legend>
          <div className="d-two">
            {particular("number", "field-number", {
              help: words.registrar.numberHelp(forward.department.prefix),
              autoFocus: begun && !done,
              required: true,
              inputRef: numberField,
            })}
            {particular("receivedOn", "field-received", {
              help: words.registrar.receivedOnHelp,
              required: true,
            })}
          </div>
          {particular("correspondent", "field-correspondent", { required: true })}
          {particular("concerns", "field-concerns", { required: true })}
        </fieldset>
        {particular("publicLine", "field-public", { help: words.registrar.publicLineHelp, rows: 2 })}
        {named ? null : <Trouble error={error} />}
        {done ? null : (
          <Button
            look="primary"
            wide
            shortcut="Ctrl+Enter"
            onPress={() => void register()}
            isPending={busy}
            data-testid="do-register"
          >
            {words.registrar.register}
          </Button>
        )}
        {forward.state !== "registered" ? null : correcting ? (
          <>
            <Button
              look="primary"
              wide
              shortcut="Ctrl+Enter"
              onPress={() => void correct()}
              isPending={busy}
              data-testid="do-correct"
            >
              {words.registrar.correctSave}
            </Button>
            <div>
              <Button look="quiet" onPress={closeCorrection} data-testid="cancel-correct">
                {words.cancel}
              </Button>
            </div>
          </>
        ) : (
          <div>
            <Button onPress={openCorrection} ref={correctButton} data-testid="open-correct">
              {words.registrar.correct}
            </Button>
          </div>
        )}
        {forward.state === "returned" ? (
          <p className="small">
            <span className="faint">{words.registrar.asked}:</span> {forward.question}
          </p>
        ) : null}
        {done ? null : asking ? (
          <div className="d-ask">
            <Field
              label={words.registrar.question}
              rows={2}
              value={question}
              onChange={setQuestion}
              error={errorOf("question")}
              inputRef={questionField}
              autoFocus
              testid="field-question"
            />
            <Button onPress={() => void giveBack()} isPending={busy} data-testid="do-return">
              {words.registrar.returnSend}
            </Button>
            <Button look="quiet" onPress={() => setAsking(false)}>
              {words.cancel}
            </Button>
          </div>
        ) : (
          <div>
            <Button look="link" onPress={() => setAsking(true)} data-testid="open-return">
              {words.registrar.return}
            </Button>
          </div>
        )}
        <p>
          <a href={queueAddress({}, forward.post)} className="small">
            {words.registrar.openPost}
          </a>
        </p>
      </div>
    </section>
  );
}
