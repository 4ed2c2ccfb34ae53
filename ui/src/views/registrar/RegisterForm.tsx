/** The four particulars that the law asks for, and the public wording; prefilled, all by keyboard. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import type { ForwardView } from "../../backend/bindings";
import { commands, refusalOf } from "../../backend/commands";
import { useClock, useNow } from "../../domain/now";
import { queueAddress } from "../../domain/places";
import { Trouble } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { Field } from "../../parts/Field";
import { useToasts } from "../../parts/Toast";
import { reasonOf, useDates, useWords } from "../../text";

const fieldOf: Record<string, string> = {
  received_on: "receivedOn",
  public_line: "publicLine",
};

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
  const clock = useClock();
  const dates = useDates(useNow());
  const toasts = useToasts();
  const [number, setNumber] = useState(forward.number ?? "");
  const [receivedOn, setReceivedOn] = useState(forward.receivedOn);
  const [correspondent, setCorrespondent] = useState(forward.correspondent);
  const [concerns, setConcerns] = useState(forward.concerns);
  const [publicLine, setPublicLine] = useState(forward.publicLine);
  const [asking, setAsking] = useState(forward.state === "returned");
  const [question, setQuestion] = useState(forward.question);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const questionField = useRef<HTMLTextAreaElement>(null);
  const done = forward.state !== "sent";

  async function run(work: () => Promise<string>) {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const said = await work();
      toasts.show({ id: "registrar", text: () => said, spoken: said, until: clock() + 5000 });
      onDone();
      await client.invalidateQueries({ queryKey: ["registrar"] });
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  }
  const register = () =>
    run(async () => {
      await commands.registrarRegister(
        forward.id,
        number.trim(),
        receivedOn,
        correspondent.trim(),
        concerns.trim(),
        publicLine.trim(),
      );
      return words.registrar.registeredSaid(number.trim());
    });
  const giveBack = () =>
    run(async () => {
      await commands.registrarReturn(forward.id, question.trim());
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
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && event.ctrlKey && !done) void (asking ? giveBack() : register());
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
            <Field
              label={words.registrar.number}
              help={words.registrar.numberHelp(forward.department.prefix)}
              value={number}
              onChange={setNumber}
              error={errorOf("number")}
              autoFocus={begun && !done}
              readOnly={done}
              testid="field-number"
              required
            />
            <Field
              label={words.registrar.receivedOn}
              help={words.registrar.receivedOnHelp}
              value={receivedOn}
              onChange={setReceivedOn}
              error={errorOf("receivedOn")}
              readOnly={done}
              testid="field-received"
              required
            />
          </div>
          <Field
            label={words.registrar.correspondent}
            value={correspondent}
            onChange={setCorrespondent}
            error={errorOf("correspondent")}
            readOnly={done}
            testid="field-correspondent"
            required
          />
          <Field
            label={words.registrar.concerns}
            value={concerns}
            onChange={setConcerns}
            error={errorOf("concerns")}
            readOnly={done}
            testid="field-concerns"
            required
          />
        </fieldset>
        <Field
          label={words.registrar.publicLine}
          help={words.registrar.publicLineHelp}
          rows={2}
          value={publicLine}
          onChange={setPublicLine}
          error={errorOf("publicLine")}
          readOnly={done}
          testid="field-public"
        />
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
