/** The local model: off until somebody switches it on, trained from the municipality's own judgements, and never a ground. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { commands } from "../../backend/commands";
import { useNow } from "../../domain/now";
import { queries } from "../../domain/queries";
import { Trouble, WhyNot } from "../../domain/WhyNot";
import { Button } from "../../parts/Button";
import { ProgressBar } from "../../parts/ProgressBar";
import { Tick } from "../../parts/Tick";
import { useWork } from "../../parts/work";
import { useDates, useWords } from "../../text";

export function LocalModel() {
  const words = useWords();
  const dates = useDates(useNow());
  const client = useQueryClient();
  const { data, error } = useQuery({
    ...queries.model,
    refetchInterval: ({ state }) => (state.data?.training.state === "going" ? 400 : false),
  });
  const work = useWork();
  // It must be possible to stop what has not yet been answered.
  const stopping = useWork();
  // What was judged in the queue meanwhile counts too.
  useEffect(() => void client.invalidateQueries({ queryKey: ["model"] }), [client]);
  const fresh = () => client.invalidateQueries({ queryKey: ["model"] });
  if (!data) return <Trouble error={error} />;
  const enough = data.right >= data.needed && data.wrong >= data.needed;
  const { newest, training } = data;
  return (
    <div className="u-model" data-testid="model">
      <p className="u-lead">{words.rules.modelHelp}</p>
      <Tick
        on={data.on}
        onChange={(on) => void work.run(() => commands.modelUse(on).finally(fresh))}
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
          <Button
            isPending={stopping.busy}
            onPress={() => void stopping.run(() => commands.modelStop().finally(fresh))}
            data-testid="do-model-stop"
          >
            {words.rules.stop}
          </Button>
        </div>
      ) : (
        <div className="u-buttons">
          {data.mayChange ? (
            <Button
              look="primary"
              isDisabled={!enough}
              isPending={work.busy}
              onPress={() => void work.run(() => commands.modelTrain().finally(fresh))}
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
      <Trouble error={work.error} />
      <Trouble error={stopping.error} />
      <h2>{words.rules.teaches}</h2>
      <p className="small quiet">{words.rules.teachesBody}</p>
    </div>
  );
}
