/** The four particulars that the law asks for, and the public wording; prefilled, all by keyboard. */
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useRef, useState, type ComponentProps, type KeyboardEvent } from "react";
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
  const [record, setRecord, kept] = useBegun<Record<Particular, string>>(`register ${of}`, {
    number: forward.number ?? "",
    receivedOn: forward.receivedOn,
    correspondent: forward.correspondent,
    concerns: forward.concerns,
    publicLine: forward.publicLine,
  });
  const [question, setQuestion, asked] = useBegun(`return ${of}`, forward.question);
  const [asking, setAsking] = useState(forward.state === "returned" || asked.found);
  const { busy, error, run } = useWork();
  const questionField = useRef<HTMLTextAreaElement>(null);
  const done = forward.state !== "sent";

  const finish = (work: () => Promise<string>) =>
    run(async () => {
      say(await work());
      onDone();
      await client.invalidateQueries({ queryKey: ["registrar"] });
    });
  const register = () =>
    finish(async () => {
      const number = record.number.trim();
      await commands.registrarRegister(
        forward.id,
        number,
        record.receivedOn,
        record.correspondent.trim(),
        record.concerns.trim(),
        record.publicLine.trim(),
      );
      kept.forget();
      return words.registrar.registeredSaid(number);
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
      value={record[name]}
      onChange={(value) => setRecord((now) => ({ ...now, [name]: value }))}
      error={errorOf(name)}
      readOnly={done}
      testid={testid}
      {...extra}
    />
  );
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
            {particular("number", "field-number", {
              help: words.registrar.numberHelp(forward.department.prefix),
              autoFocus: begun && !done,
              required: true,
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
