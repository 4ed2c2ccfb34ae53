/** The local model: off until somebody switches it on, trained from the municipality's own judgements, and never a ground. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { commands } from "../../backend/commands";
import { useNow } from "../../domain/now";
import { queries } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { ProgressBar } from "../../parts/ProgressBar";
import { Tick } from "../../parts/Tick";
import { useDates, useWords } from "../../text";

export function LocalModel() {
  const words = useWords();
  const dates = useDates(useNow());
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...queries.model,
    refetchInterval: ({ state }) => (state.data?.training.state === "going" ? 400 : false),
  });
  const [trouble, setTrouble] = useState<unknown>(null);
  // What was judged in the queue meanwhile counts too.
  useEffect(() => void client.invalidateQueries({ queryKey: ["model"] }), [client]);
  const run = (work: Promise<unknown>) =>
    void work
      .then(() => setTrouble(null), setTrouble)
      .then(() => client.invalidateQueries({ queryKey: ["model"] }));
  if (!data) return <Trouble error={error} />;
  const enough = data.right >= data.needed && data.wrong >= data.needed;
  const { newest, training } = data;
  return (
    <div className="u-model" data-testid="model">
      <p className="u-lead">{words.rules.modelHelp}</p>
      <Tick
        on={data.on}
        onChange={(on) => run(commands.modelUse(on))}
        disabled={!data.mayChange}
        testid="do-model-use"
      >
        {words.rules.modelUse}
      </Tick>
      {data.on ? null : <p className="small faint">{words.rules.modelOff}</p>}
      <div data-testid="model-newest">
        {newest ? (
          <>
            <p>{words.rules.modelLearnt(newest.no, newest.right, newest.wrong)}</p>
            <p>{words.rules.modelAgreed(newest.agreed, newest.heldOut)}</p>
            <p className="small faint">
              {words.rules.modelWhen(newest.trainedBy, dates.moment(newest.trainedAt))}
            </p>
          </>
        ) : (
          <p>{words.rules.modelNone}</p>
        )}
      </div>
      <p data-testid="model-has">
        {words.rules.modelHas(data.right, data.wrong)} {enough ? null : words.rules.modelNeeds(data.needed)}
      </p>
      {training.state === "going" ? (
        <div className="u-progress">
          <ProgressBar label={words.rules.training} done={training.done} all={training.all} />
          <Button onPress={() => run(commands.modelStop())} data-testid="do-model-stop">
            {words.rules.stop}
          </Button>
        </div>
      ) : (
        <div className="u-buttons">
          {data.mayChange ? (
            <Button
              look="primary"
              isDisabled={!enough}
              onPress={() => run(commands.modelTrain())}
              data-testid="do-train"
            >
              {words.rules.train}
            </Button>
          ) : (
            <p className="why-not">{words.rules.onlyKeeper}</p>
          )}
        </div>
      )}
      {training.state === "stopped" ? <p role="status">{words.rules.trainingStopped}</p> : null}
      {training.state === "failed" ? (
        training.refusal ? (
          <WhyNot refusal={training.refusal} loud />
        ) : (
          <Trouble error={new Error("broke")} />
        )
      ) : null}
      <Trouble error={trouble} />
      <h2>{words.rules.teaches}</h2>
      <p className="small quiet">{words.rules.teachesBody}</p>
    </div>
  );
}
