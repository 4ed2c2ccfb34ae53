/** The queue as Maja uses it: by keyboard, with a core in memory. */
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { anAction, type Fake, makeFake, standInFake } from "../../backend/fake";
import { faults } from "../../domain/axe";
import { Bench } from "../../domain/Bench";
import { QueueView } from "./QueueView";

async function open(options: Parameters<typeof makeFake>[0] = {}, prepare?: (fake: Fake) => void) {
  const fake = standInFake(makeFake({ posts: 30, hold: 60_000, ...options }));
  prepare?.(fake);
  const shown = render(
    <Bench>
      <QueueView />
    </Bench>,
  );
  await screen.findByRole("heading", { name: "Anna B." });
  return { fake, user: userEvent.setup(), ...shown };
}
/** So that anything may be done with at once. */
const nothingToRemove = ({ town: { posts } }: Fake) =>
  posts.forEach((post) => (post.seed = { ...post.seed, remove: false }));
const key = (name: string, more = {}) =>
  act(async () => void fireEvent.keyDown(document.body, { key: name, ...more }));
const author = (name: string) => screen.findByRole("heading", { level: 2, name });
/** The moment in which a press still belongs to the post that was left is over, however quick the machine is. */
function afterglowIsOver() {
  const read = performance.now.bind(performance);
  const clock = vi.spyOn(performance, "now").mockImplementation(() => read() + 1000);
  onTestFinished(() => clock.mockRestore());
}
const step = (kind: string) => screen.getByTestId(`step-${kind}`);

describe("the queue", () => {
  test("dt7 everybody can use it", async () => {
    const { container } = await open();
    expect(await faults(container)).toEqual([]);
  });

  test("qu5 j and k move through the list and open each post", async () => {
    await open();
    await key("j");
    expect(await author("Omar K.")).toBeVisible();
    expect(screen.getByTestId("queue-position")).toHaveTextContent("2 av 30");
    await key("ArrowDown");
    expect(await author("Pia Lund")).toBeVisible();
    await key("k");
    await key("k");
    expect(await author("Anna B.")).toBeVisible();
    await key("k");
    expect(screen.getByTestId("queue-position")).toHaveTextContent("1 av 30");
  });

  test("an empty list says so once, and nothing beside it tells one to choose a post in it", async () => {
    const { container } = await open();
    act(() => void (window.location.hash = "#/queue/open?words=zzzz"));
    expect(await screen.findByText("Inget passar urvalet")).toBeVisible();
    const list = screen.getByTestId("queue-list");
    expect(list).not.toBeVisible();
    expect(list.hidden, "it keeps its size, so that its rows stand there as soon as there are any").toBe(
      false,
    );
    expect(await faults(container)).toEqual([]);
    expect(screen.queryByText("Inget inlägg är öppet")).toBeNull();
  });

  test("qu1 each row says its nearest duty and how long is left", async () => {
    await open();
    const row = screen.getAllByTestId("queue-row")[0]!;
    expect(row).toHaveTextContent("12 min");
    expect(row).toHaveTextContent("ta bort");
    expect(screen.getByText("Nu")).toBeInTheDocument();
  });

  test("ev1 t seals evidence first, then removes on the suggested ground, and the next post opens by itself", async () => {
    const { fake } = await open();
    expect(step("seal")).toHaveAttribute("data-state", "now");
    await key("t");
    expect(await author("Omar K.")).toBeVisible();
    const anna = fake.town.posts[0]!;
    expect(anna.evidence?.number).toBe("B 2026-000119");
    expect(anna.actions[0]).toMatchObject({
      kind: "remove",
      ground: "threat",
      state: "decided",
    });
    expect(screen.getByTestId("toast")).toHaveTextContent("Inlägg av Anna B. tas bort");
  });

  test("qu8 a double press of t takes nobody else's post, and the same key works again soon after", async () => {
    const { fake } = await open({}, ({ town: { posts } }) => {
      posts[1]!.seed = { ...posts[1]!.seed, ground: "threat", remove: true, registerFirst: false };
    });
    const [anna, omar] = fake.town.posts;
    // The clock stands still between the presses, however slow the machine is.
    let now = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
    onTestFinished(() => clock.mockRestore());
    await key("t");
    await author("Omar K.");
    now += 500;
    await key("t");
    await key("t", { repeat: true });
    await act(() => new Promise((soon) => setTimeout(soon, 100)));
    expect(screen.getByRole("heading", { level: 2, name: "Omar K." })).toBeVisible();
    expect(omar!.actions).toEqual([]);
    await key("j");
    expect(await author("Pia Lund"), "moving on is heard at once").toBeVisible();
    await key("k");
    await author("Omar K.");
    now += 700;
    await key("r");
    expect(await screen.findByTestId("field-department")).toBeVisible();
    expect(anna!.actions).toHaveLength(1);
  });

  test("qu8 when more of the case is left after the removal, the way back to the post is a key away", async () => {
    const { user } = await open();
    await key("t");
    await author("Omar K.");
    expect(screen.getByTestId("do-also")).toHaveTextContent("Öppna igen");
    await key("o");
    await author("Anna B.");
    await key("j");
    await author("Omar K.");
    await user.click(screen.getByTestId("do-also"));
    expect(await author("Anna B.")).toBeVisible();
  });

  test("what holds for several steps or offers is said once, at the first of them", async () => {
    const { container } = await open({}, (fake) => {
      const { queuePost } = fake.commands;
      fake.commands.queuePost = async (id) => {
        const answer = await queuePost(id);
        if (answer.status !== "ok") return answer;
        const { steps, offers } = answer.data;
        const data = {
          ...answer.data,
          steps: steps.map((step) => ({ ...step, detail: "Hot ska bort omgående." })),
          offers: offers.map((offer) => ({ ...offer, advice: "Svara inte på hot." })),
        };
        return { ...answer, data };
      };
    });
    expect(container.querySelectorAll(".q-step").length).toBeGreaterThan(1);
    expect(screen.getAllByText("Hot ska bort omgående.")).toHaveLength(1);
    expect(step("seal")).toHaveTextContent("Hot ska bort omgående.");
    expect(screen.getAllByText("Svara inte på hot.")).toHaveLength(1);
  });

  test("qu8 z takes the removal back before it reaches the platform, and the post is shown again", async () => {
    const { fake } = await open();
    await key("t");
    await author("Omar K.");
    await key("z");
    expect(await author("Anna B.")).toBeVisible();
    expect(fake.town.posts[0]!.actions[0]!.state).toBe("withdrawn");
    expect(
      await screen.findByText("Återtaget. Inget har nått plattformen.", { selector: ".toast span" }),
    ).toBeVisible();
  });

  test("qu8 after the hold it is carried out, and undo says that there is nothing to undo", async () => {
    const { fake } = await open({ hold: 30 });
    await key("t");
    await author("Omar K.");
    await waitFor(() => expect(fake.town.posts[0]!.actions[0]!.state).toBe("carried_out"));
    await waitFor(() => expect(screen.queryByTestId("do-undo")).toBeNull(), { timeout: 3000 });
    // The button goes a moment before what it would have undone.
    await waitFor(async () => {
      await key("z");
      expect(screen.getByText("Det finns inget att ångra.", { selector: ".toast span" })).toBeVisible();
    });
  });

  test("fl3 what may not be copied goes by t only when asked twice, and no evidence is sealed", async () => {
    const { fake } = await open();
    const anna = fake.town.posts[0]!;
    anna.flags = anna.flags.map((flag) => ({ ...flag, label: "unlawful.child_pornography" as const }));
    await key("j");
    await author("Omar K.");
    await act(async () => fake.commands.postNote(anna.id, "Se på den här."));
    await key("k");
    await author("Anna B.");
    await waitFor(() => expect(step("remove_without_copy")).toBeVisible());
    expect(screen.queryByTestId("step-seal")).toBeNull();
    await key("t");
    await waitFor(() => expect(screen.getByTestId("do-remove-without-copy")).toHaveFocus());
    expect(anna.actions).toEqual([]);
    expect(screen.getByText(/Det går inte att få tillbaka/)).toBeVisible();
    await key("t");
    await author("Omar K.");
    expect(anna.actions[0]).toMatchObject({ kind: "remove_without_copy", state: "decided" });
    expect(anna.evidence).toBeNull();
    expect(screen.getByTestId("toast")).toHaveTextContent("tas bort utan kopia");
    await key("z");
    await waitFor(() => expect(anna.actions[0]!.state).toBe("withdrawn"));
  });

  test("fl3 a person may see by mouse what no rule saw", async () => {
    const { fake, user } = await open();
    await user.click(screen.getByTestId("offer-remove_without_copy"));
    await user.click(await screen.findByTestId("do-remove-without-copy"));
    await author("Omar K.");
    expect(fake.town.posts[0]!.actions[0]).toMatchObject({ kind: "remove_without_copy", state: "decided" });
  });

  test("ev1 what the platform no longer gives is named, and sealed without only when asked to", async () => {
    const { fake, user } = await open();
    const anna = fake.town.posts[0]!;
    anna.seed = { ...anna.seed, picture: "En bild", pictureLost: true };
    await key("j");
    await author("Omar K.");
    await act(async () => fake.commands.postNote(anna.id, "Se på den här."));
    await key("k");
    await author("Anna B.");
    expect(await screen.findByTestId("gap-form")).toHaveTextContent(/bilaga-1.png saknas sedan .* 404/);
    await key("t");
    expect(await screen.findByText(/Plattformen ger inte längre ut en bild/)).toBeVisible();
    expect(anna.actions).toEqual([]);
    await user.click(screen.getByTestId("do-seal-without"));
    expect(await screen.findByTestId("evidence-gaps")).toHaveTextContent("bilaga-1.png");
    await key("t");
    await author("Omar K.");
    expect(anna.actions[0]).toMatchObject({ kind: "remove", state: "decided" });
  });

  test("what is being written to a file is seen to be under way", async () => {
    const { fake, user } = await open({}, ({ town }) => void town.seal(town.posts[0]!));
    const ends: (() => void)[] = [];
    fake.commands.policeSheetSave = fake.commands.paperSave = () =>
      new Promise((resolve) => ends.push(() => resolve({ status: "ok", data: "/hem/a.pdf" })));
    for (const button of [
      within(step("police")).getByTestId("do-police-sheet"),
      screen.getByTestId("do-paper"),
    ]) {
      await user.click(button);
      expect(button).toHaveAttribute("data-pending");
      await act(async () => ends.pop()!());
      await waitFor(() => expect(button).not.toHaveAttribute("data-pending"));
    }
  });

  test("ev18 the sheet for the police is a press away, by mouse and by keyboard", async () => {
    const { fake, user } = await open();
    const button = within(step("police")).getByTestId("do-police-sheet");
    await user.click(button);
    expect(await within(step("police")).findByText(/Sparat: .*Polisanmälan/)).toBeVisible();
    act(() => button.focus());
    await user.keyboard("{Enter}");
    await waitFor(() =>
      expect(fake.town.log.filter((line) => line.kind === "police_sheet_saved")).toHaveLength(2),
    );
  });

  test("a search keeps the pane of the open post standing, so that no press in it is lost", async () => {
    const { user } = await open();
    const button = screen.getByTestId("do-remove");
    await user.click(screen.getByTestId("queue-search"));
    await user.keyboard("Anna");
    await waitFor(() => expect(screen.getAllByTestId("queue-row").length).toBeLessThan(30));
    expect(screen.getByTestId("do-remove"), "the very same button").toBe(button);
    expect(await author("Anna B.")).toBeVisible();
  });

  test("what somebody writes is text, whatever it looks like", async () => {
    const markup = "<img src=x onerror=alert(1)> <b>fet</b> #text(red)[röd] $x$ ../../etc/passwd";
    const { fake, container } = await open();
    const anna = fake.town.posts[0]!;
    anna.seed = { ...anna.seed, text: markup };
    anna.flags = [];
    await key("j");
    await author("Omar K.");
    await act(async () => fake.commands.postNote(anna.id, "Se på den här."));
    await key("k");
    await author("Anna B.");
    await waitFor(() => expect(container.querySelector(".q-words")).toHaveTextContent(markup));
    expect(container.querySelector(".q-words img, .q-words b, .q-words script")).toBeNull();
  });

  test("a removal without a suggested ground asks for one and removes nothing", async () => {
    const { fake } = await open();
    for (let i = 0; i < 6; i++) await key("j");
    await author("Samira H.");
    await key("t");
    await waitFor(() => expect(screen.getByTestId("field-ground")).toHaveFocus());
    expect(screen.getByText("Välj den grund som borttagningen vilar på.")).toBeVisible();
    expect(fake.town.posts[6]!.actions).toEqual([]);
  });

  test("fl14 with the last of its flags judged wrong a post has no ground left, and t asks for one", async () => {
    const { fake, user } = await open();
    const anna = fake.town.posts[0]!;
    expect(screen.getByTestId("field-ground")).toHaveTextContent("olaga hot");
    const { flagJudge } = fake.commands;
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    fake.commands.flagJudge = async (...asked) => answered.then(() => flagJudge(...asked));
    await key("f");
    await waitFor(() => expect(screen.getAllByTestId("do-wrong")).toHaveLength(1));
    await key("f");
    await waitFor(() => expect(screen.queryByTestId("do-wrong")).toBeNull());
    await key("t");
    expect(anna.actions, "nor before the core has answered").toEqual([]);
    await waitFor(() => expect(screen.getByTestId("field-ground")).toHaveFocus());
    await act(async () => answer());
    await waitFor(() => expect(anna.flags.map((flag) => flag.wrong)).toEqual([true, true]));
    expect(screen.getByTestId("field-ground")).not.toHaveTextContent("olaga hot");
    await user.click(screen.getByTestId("do-remove"));
    expect(anna.actions, "nor by its button").toEqual([]);
    expect(screen.getByText("Välj den grund som borttagningen vilar på.")).toBeVisible();
  });

  /** A post whose flag was judged wrong is less urgent, and stands further down by then. */
  const sinksWhenWrong = ({ town: { posts }, commands }: Fake) => {
    const { flagJudge } = commands;
    commands.flagJudge = (flag, wrong) => {
      const at = posts.findIndex((post) => post.flags.some((one) => one.id === flag));
      posts.splice(20, 0, ...posts.splice(at, 1));
      return flagJudge(flag, wrong);
    };
  };
  const position = () => screen.getByTestId("queue-position");

  test("fl14 who has judged a flag wrong goes on from where the post stood, and skips nobody", async () => {
    await open({}, sinksWhenWrong);
    await key("j");
    await author("Omar K.");
    await key("f");
    await waitFor(() => expect(position()).toHaveTextContent("21 av 30"));
    await key("j");
    expect(await author("Pia Lund"), "who stands where Omar stood").toBeVisible();
    expect(position()).toHaveTextContent("2 av 30");
    await key("k");
    expect(await author("Anna B.")).toBeVisible();
  });

  test("fl14 who closes a post that a wrong flag had moved is at what stands in its place by then", async () => {
    const { fake, user } = await open({}, (fake) => {
      nothingToRemove(fake);
      sinksWhenWrong(fake);
    });
    const [, omar, pia] = fake.town.posts;
    await key("j");
    await author("Omar K.");
    await key("f");
    await waitFor(() => expect(position()).toHaveTextContent("21 av 30"));
    // A threat comes in just there.
    fake.town.posts.splice(1, 0, fake.town.posts.splice(9, 1)[0]!);
    const threat = fake.town.posts[1]!;
    await act(async () => fake.commands.postNote(pia!.id, "Se på den här."));
    await waitFor(() =>
      expect(screen.getAllByTestId("queue-row")[1]).toHaveAttribute("data-post", threat.id),
    );
    await key("e");
    await user.click((await screen.findAllByTestId("do-done"))[0]!);
    await waitFor(() => expect(omar!.state).toBe("done"));
    expect(await author(threat.seed.author)).toBeVisible();
    await waitFor(() => expect(position()).toHaveTextContent("2 av 29"));
    await key("j");
    expect(await author("Pia Lund")).toBeVisible();
  });

  test("e and Enter say no more than that a post was read, as long as none of us has answered it", async () => {
    const { fake, user } = await open({}, nothingToRemove);
    const [anna, omar] = fake.town.posts;
    await key("e");
    await waitFor(() => expect(screen.getByRole("button", { name: "Läst, inget att göra" })).toHaveFocus());
    await user.keyboard("{Enter}");
    await author("Omar K.");
    expect(anna).toMatchObject({ state: "done", doneReason: "read" });
    await act(async () => fake.commands.postReply(omar!.id, "Vi ringer er i dag.", []));
    await waitFor(() => expect(screen.getByTestId("decision")).toBeVisible());
    afterglowIsOver();
    await key("e");
    await waitFor(() => expect(screen.getByRole("button", { name: "Besvarat här" })).toHaveFocus());
  });

  test("in bulk nothing begins with that they were answered", async () => {
    const { user } = await open({}, nothingToRemove);
    await key("x");
    act(() => screen.getByTestId("bulk-choice").focus());
    await user.keyboard("{Enter}");
    const options = await screen.findAllByRole("option", { name: /Läst|Besvarat/ });
    expect(options.map((option) => option.textContent)).toEqual(["Läst, inget att göra", "Besvarat här"]);
  });

  test("who goes on while a post is being closed is not fetched back to the one after it", async () => {
    const { fake, user } = await open({}, nothingToRemove);
    let close = () => {};
    fake.commands.postDone = () =>
      new Promise((resolve) => (close = () => resolve({ status: "ok", data: null })));
    await key("e");
    await user.click((await screen.findAllByTestId("do-done"))[0]!);
    await key("j");
    await key("j");
    await author("Pia Lund");
    await act(async () => close());
    expect(screen.getByRole("heading", { level: 2, name: "Pia Lund" })).toBeVisible();
  });

  test("fl14 the ground that a person chose stays when the flags are judged wrong", async () => {
    const { fake, user } = await open();
    await user.click(screen.getByTestId("field-ground"));
    await user.click(await screen.findByRole("option", { name: /förtal/ }));
    await key("f");
    await waitFor(() => expect(screen.getAllByTestId("do-wrong")).toHaveLength(1));
    await key("f");
    await waitFor(() => expect(fake.town.posts[0]!.flags.every((flag) => flag.wrong)).toBe(true));
    expect(screen.getByTestId("field-ground")).toHaveTextContent("förtal");
  });

  test("di7 confidential matter is registered before it is removed, and the step says so", async () => {
    await open();
    await key("j");
    await author("Omar K.");
    const remove = step("remove");
    expect(remove).toHaveAttribute("data-state", "cannot");
    expect(within(remove).getByTestId("why-not")).toHaveAttribute("data-code", "not_registered");
    await key("t");
    expect(
      await screen.findByText(/ska registreras innan de tas bort/, { selector: ".toast span" }),
    ).toBeVisible();
  });

  test("qu2 a post that a colleague holds is refused with the colleague's name", async () => {
    await open();
    for (let i = 0; i < 7; i++) await key("j");
    await author("Jonas E.");
    const whys = screen.getAllByTestId("why-not").filter((why) => why.dataset["code"] === "claimed_by");
    expect(whys[0]).toHaveTextContent("Per (P.A.) har tagit inlägget");
  });

  /** From now on time passes only as it is told to. */
  const clockwork = () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    return (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  };

  test("qu2 a post that was only looked at is given back, also when it is left before it is known to be held", async () => {
    const { fake } = await open();
    const [anna, omar] = fake.town.posts;
    const pass = clockwork();
    const { postOpened } = fake.commands;
    let answer = () => {};
    const asked: string[] = [];
    fake.commands.postOpened = async (id) => {
      asked.push(id);
      if (id === anna!.id) await new Promise<void>((resolve) => (answer = resolve));
      return postOpened(id);
    };
    await pass(500);
    await key("j");
    await pass(100);
    expect(asked, "who steps past holds nothing").toEqual([]);
    await pass(1200);
    expect(omar!.claim?.mine).toBe(true);
    await key("k");
    await pass(1300);
    expect(omar!.claim, "the glance is over").toBeNull();
    expect(asked).toEqual([omar!.id, anna!.id]);
    await key("j");
    await pass(100);
    await act(async () => answer());
    await pass(0);
    expect(anna!.claim, "held after one had left, and given back").toBeNull();
    expect(fake.town.log.filter((line) => line.subject === anna!.id).map((line) => line.kind)).toEqual([
      "released",
      "claimed",
    ]);
  });

  test("qu2 who has begun a reply holds the post still", async () => {
    const { fake } = await open();
    const pia = fake.town.posts[2]!;
    const pass = clockwork();
    await key("j");
    await pass(100);
    await key("j");
    await pass(1300);
    fireEvent.change(screen.getByTestId("field-reply"), { target: { value: "Den 7 december." } });
    await key("k");
    await pass(100);
    expect(pia.draft?.text).toBe("Den 7 december.");
    expect(pia.claim?.mine).toBe(true);
  });

  test("qu2 a post that can't be taken says why", async () => {
    const { fake, user } = await open();
    fake.commands.queueClaim = () =>
      Promise.resolve({
        status: "error",
        error: {
          kind: "refused",
          refusal: {
            code: "claimed_by",
            details: { holder: "Per (P.A.)", until: new Date().toISOString() },
          },
        },
      });
    await user.click(screen.getByTestId("do-claim"));
    expect(await screen.findByTestId("toast")).toHaveTextContent("Per (P.A.) har tagit inlägget");
  });

  test("fl14 each flag shows the words, the rule, its precision and the ground; f judges it wrong", async () => {
    const { fake } = await open();
    const flag = screen.getAllByTestId("flag")[0]!;
    expect(flag).toHaveTextContent(
      "Regel hot.vet-var-du-bor · träffsäker 41 av 43 · grund: olaga hot, 4 kap. 5 § brottsbalken",
    );
    expect(document.querySelector("mark")).toHaveTextContent("Vi vet var du bor.");
    await key("f");
    await waitFor(() => expect(fake.town.posts[0]!.flags[0]!.wrong).toBe(true));
    await waitFor(() => expect(screen.getAllByTestId("flag")[0]).toHaveTextContent("Bedömd som fel"));
    expect(document.querySelector("mark")).not.toHaveTextContent("Vi vet");
  });

  test("qu18 the picture of a flagged post is blurred until asked for", async () => {
    const { user } = await open();
    await key("j");
    await author("Omar K.");
    const picture = screen.getByTestId("picture");
    expect(picture).toHaveAttribute("data-blurred", "true");
    await user.click(screen.getByTestId("do-show-picture"));
    expect(picture).toHaveAttribute("data-blurred", "false");
    expect(within(picture).getByRole("img", { name: "En trappuppgång" })).toBeVisible();
  });

  test("qu4 a draft survives leaving the post, and Esc leaves the field without losing it", async () => {
    const { fake, user } = await open();
    await key("j");
    await key("j");
    await author("Pia Lund");
    await key("b");
    const field = await screen.findByTestId("field-reply");
    await waitFor(() => expect(field).toHaveFocus());
    await user.type(field, "Badhuset öppnar den 7 december.");
    await user.keyboard("{Escape}");
    expect(field).not.toHaveFocus();
    await waitFor(() => expect(fake.town.posts[2]!.draft?.text).toBe("Badhuset öppnar den 7 december."));
    await key("k");
    await author("Omar K.");
    await key("j");
    await author("Pia Lund");
    expect(await screen.findByTestId("field-reply")).toHaveValue("Badhuset öppnar den 7 december.");
  });

  test("qu4 that a draft waits is seen before the form is opened", async () => {
    const { fake, user } = await open();
    await act(async () => fake.commands.draftSave(fake.town.posts[0]!.id, "Vi har polisanmält."));
    const offer = screen.getByTestId("offer-reply");
    await waitFor(() => expect(offer).toHaveTextContent("utkast finns"));
    await user.click(offer);
    expect(await screen.findByTestId("field-reply")).toHaveValue("Vi har polisanmält.");
    expect(offer, "it is seen by now").not.toHaveTextContent("utkast finns");
  });

  test("qu4 a note and a reason survive leaving the post, and Esc in the reason", async () => {
    const { fake, user } = await open();
    await key("n");
    await waitFor(() => expect(screen.getByTestId("field-note")).toHaveFocus());
    await user.keyboard("Ring polisen{Escape}");
    await key("s");
    await user.type(await screen.findByTestId("field-rest-reason"), "Väntar på skolan{Escape}");
    await waitFor(() => expect(screen.queryByTestId("rest-form")).toBeNull());
    await key("j");
    await author("Omar K.");
    expect(screen.queryByTestId("field-note"), "it belongs to its post").toBeNull();
    await key("k");
    await author("Anna B.");
    expect(await screen.findByTestId("field-note"), "it is shown that it is there").toHaveValue(
      "Ring polisen",
    );
    await key("s");
    expect(await screen.findByTestId("field-rest-reason")).toHaveValue("Väntar på skolan");
    await user.click(screen.getByTestId("do-note"));
    await waitFor(() => expect(fake.town.posts[0]!.notes).toHaveLength(1));
    await key("j");
    await author("Omar K.");
    await key("k");
    await author("Anna B.");
    expect(screen.queryByTestId("field-note"), "what was kept is not begun again").toBeNull();
  });

  test("qu4 what is changed in the form to the registrar survives leaving the post", async () => {
    const { user } = await open();
    await key("j");
    await author("Omar K.");
    await user.clear(await screen.findByTestId("field-concerns"));
    await user.type(screen.getByTestId("field-concerns"), "Utebliven tillsyn{Escape}");
    await key("k");
    await author("Anna B.");
    await key("j");
    await author("Omar K.");
    expect(await screen.findByTestId("field-concerns")).toHaveValue("Utebliven tillsyn");
  });

  test("re1 Ctrl+Enter sends the reply; an unfilled field is refused and the draft stays", async () => {
    const { fake, user } = await open();
    await key("j");
    await key("j");
    await author("Pia Lund");
    const field = await screen.findByTestId("field-reply");
    await user.click(field);
    await user.keyboard("Hej {{svar}!");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText(/Mallens fält ”svar” är inte ifyllt/)).toBeVisible();
    await user.clear(field);
    await user.keyboard("Den 7 december.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await author("Kurt S.");
    expect(fake.town.posts[2]!.actions[0]).toMatchObject({ kind: "reply", text: "Den 7 december." });
  });

  test("qu5 keys are letters while a reply is written", async () => {
    const { user } = await open();
    await key("j");
    await key("j");
    await author("Pia Lund");
    const field = await screen.findByTestId("field-reply");
    await user.click(field);
    await user.keyboard("jktz");
    expect(field).toHaveValue("jktz");
    expect(await author("Pia Lund")).toBeVisible();
  });

  test("qu10 r sends to the suggested registrar, with evidence sealed on the way", async () => {
    const { fake, user } = await open();
    await key("j");
    await author("Omar K.");
    await user.click(screen.getByTestId("do-forward"));
    await waitFor(() => expect(fake.town.posts[1]!.forwards).toHaveLength(1));
    expect(fake.town.posts[1]!.forwards[0]).toMatchObject({
      concerns: "Klagomål på utebliven hemtjänst",
      confidential: true,
    });
    expect(fake.town.posts[1]!.evidence).not.toBeNull();
    expect(await screen.findByTestId("forward")).toHaveTextContent("Skickat till Socialförvaltningen");
  });

  test("qu11 s lets the post rest, and the next one opens", async () => {
    const { fake, user } = await open();
    await key("j");
    await key("j");
    await author("Pia Lund");
    await key("s");
    await user.click(await screen.findByTestId("rest-tomorrow"));
    await author("Kurt S.");
    expect(fake.town.posts[2]!.state).toBe("resting");
  });

  test("qu9 a assigns to a colleague found by typing", async () => {
    const { fake, user } = await open();
    await key("a");
    await screen.findByTestId("assign-form");
    await user.keyboard("gunilla");
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() =>
      expect(fake.town.posts[0]!.person).toBe(fake.town.accounts[1]!.administrators[1]!.id),
    );
  });

  test("qu7 in bulk: a list of what will happen, and no removal", async () => {
    const { fake, user } = await open();
    for (let i = 0; i < 6; i++) await key("j");
    await author("Samira H.");
    await key("x");
    const bulk = await screen.findByTestId("bulk");
    expect(bulk).toHaveTextContent("1 markerat inlägg");
    expect(within(bulk).queryByText("Ta bort")).toBeNull();
    await user.click(screen.getByTestId("bulk-choice"));
    await user.click(await screen.findByRole("option", { name: "Läst, inget att göra" }));
    expect(bulk).toHaveTextContent("Samira H.: blir klart (Läst, inget att göra)");
    await user.click(screen.getByTestId("do-bulk"));
    await waitFor(() => expect(fake.town.posts[6]!.state).toBe("done"));
  });

  test("qu7 Esc leaves the selection, but not from a field or a list that it closes", async () => {
    const { user } = await open();
    await key("x");
    await screen.findByTestId("bulk");
    await user.click(screen.getByTestId("queue-search"));
    await user.keyboard("{Escape}");
    expect(screen.getByTestId("bulk")).toBeVisible();
    await user.click(screen.getByTestId("bulk-choice"));
    await screen.findByRole("option", { name: "Läst, inget att göra" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("option", { name: "Läst, inget att göra" })).toBeNull());
    expect(screen.getByTestId("bulk")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("bulk")).toBeNull());
    await waitFor(() => expect(screen.getByTestId("queue-list")).toHaveFocus());
    await user.keyboard("j");
    expect(await author("Omar K.")).toBeVisible();
  });

  test.each([
    ["queue-content", "kommentarer"],
    ["queue-filter", "Lillviks kommun"],
  ])("qu5 after a choice in %s the keys are for the list again", async (filter, choice) => {
    const { user } = await open();
    await user.click(screen.getByTestId(filter));
    await user.click(await screen.findByRole("option", { name: new RegExp(`^${choice}`) }));
    await waitFor(() => expect(screen.getByTestId("queue-list")).toHaveFocus());
    await waitFor(() => expect(screen.getByTestId("queue-position")).toHaveTextContent(/^1 av/));
    await user.keyboard("j");
    await waitFor(() => expect(screen.getByTestId("queue-position")).toHaveTextContent(/^2 av/));
    act(() => screen.getByTestId(filter).focus());
    await user.keyboard("{Enter}");
    await screen.findByRole("option", { name: new RegExp(`^${choice}`) });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByTestId("queue-list"), "nothing else is chosen").toHaveFocus());
  });

  test("qu7 what is done in bulk is counted and can be stopped; what was not reached stays marked", async () => {
    const { fake, user } = await open();
    for (const _ of [1, 2, 3]) {
      await key("x");
      await key("j");
    }
    await user.click(await screen.findByTestId("bulk-choice"));
    await user.click(await screen.findByRole("option", { name: "Läst, inget att göra" }));
    const reached: (() => void)[] = [];
    fake.commands.postDone = () =>
      new Promise((resolve) => reached.push(() => resolve({ status: "ok", data: null })));
    await user.click(screen.getByTestId("do-bulk"));
    await act(async () => reached[0]!());
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuetext", "1/3");
    await user.click(screen.getByTestId("do-stop-bulk"));
    await act(async () => reached[1]!());
    expect(await screen.findByRole("heading", { name: "1 markerat inlägg" })).toBeVisible();
    expect(screen.getByTestId("toast")).toHaveTextContent("2 klara, 1 kvar.");
  });

  test("qu7 in bulk: what is refused is counted, told apart from what was not reached, and stays marked with what was marked meanwhile", async () => {
    const { fake, user } = await open();
    for (const _ of [1, 2, 3]) {
      await key("x");
      await key("j");
    }
    await user.click(await screen.findByTestId("bulk-choice"));
    await user.click(await screen.findByRole("option", { name: "Läst, inget att göra" }));
    const answers: ((status: "ok" | "error") => void)[] = [];
    fake.commands.postDone = () =>
      new Promise((resolve) =>
        answers.push((status) =>
          resolve(
            status === "ok"
              ? { status, data: null }
              : { status, error: { kind: "refused", refusal: { code: "unknown" } } },
          ),
        ),
      );
    await user.click(screen.getByTestId("do-bulk"));
    await waitFor(() => expect(screen.getByTestId("do-stop-bulk")).toHaveFocus());
    await act(async () => answers[0]!("error"));
    expect(screen.getByRole("progressbar"), "tried, though refused").toHaveAttribute("aria-valuetext", "1/3");
    await key("x");
    await key("j");
    expect(await screen.findByTestId("do-stop-bulk"), "it goes on while one looks at another").toBeVisible();
    await act(async () => answers[1]!("ok"));
    const stop = screen.getByTestId("do-stop-bulk");
    await user.click(stop);
    await act(async () => answers[2]!("error"));
    await screen.findByTestId("do-clear-marks");
    expect(stop.isConnected, "a press on it can't clear the marks").toBe(false);
    expect(screen.getByRole("heading", { name: "3 markerade inlägg" })).toHaveFocus();
    expect(screen.getByTestId("toast")).toHaveTextContent("1 klart, 2 gick inte att utföra.");
  });

  test("qu7 after several at once the focus is in the list at the next that is left, and how many were done is said", async () => {
    const { fake, user } = await open({}, nothingToRemove);
    await key("x");
    await key("j");
    await key("x");
    await user.click(await screen.findByTestId("bulk-choice"));
    await user.click(await screen.findByRole("option", { name: "Läst, inget att göra" }));
    await user.click(screen.getByTestId("do-bulk"));
    expect(await author("Pia Lund"), "the open post was one of them").toBeVisible();
    await waitFor(() => expect(screen.getByTestId("queue-list")).toHaveFocus());
    expect(screen.getByTestId("queue-list")).toHaveAttribute(
      "aria-activedescendant",
      `row-${fake.town.posts[2]!.id}`,
    );
    expect(screen.getByText("2 klara.", { selector: "[role=status]" })).toBeInTheDocument();
    await key("j");
    expect(await author("Kurt S."), "and the keys go on from there").toBeVisible();
  });

  test("qu7 after several at once that were all there were, the focus is on the empty list", async () => {
    const { user } = await open({ posts: 2 }, nothingToRemove);
    await key("x");
    await key("j");
    await key("x");
    await user.click(await screen.findByTestId("bulk-choice"));
    await user.click(await screen.findByRole("option", { name: "Läst, inget att göra" }));
    await user.click(screen.getByTestId("do-bulk"));
    expect(await screen.findByRole("heading", { name: "Kön är tom" })).toBeVisible();
    await waitFor(() => expect(screen.getByRole("region", { name: "Kö" })).toHaveFocus());
    expect(screen.queryByTestId("queue-position"), "nothing is open").toBeNull();
  });

  test("qu7 whoever leaves while several are done at once is not fetched back by the end of it", async () => {
    const { fake, user, rerender } = await open({}, nothingToRemove);
    await key("x");
    await user.click(await screen.findByTestId("bulk-choice"));
    await user.click(await screen.findByRole("option", { name: "Läst, inget att göra" }));
    let end = () => {};
    fake.commands.postDone = () =>
      new Promise((resolve) => (end = () => resolve({ status: "ok", data: null })));
    await user.click(screen.getByTestId("do-bulk"));
    rerender(<Bench>{null}</Bench>);
    window.location.hash = "#/logbook";
    await act(async () => end());
    expect(await screen.findByTestId("toast")).toHaveTextContent("1 klart.");
    expect(window.location.hash).toBe("#/logbook");
  });

  test("qu19 what is unread is said, not only bold", async () => {
    await open({}, ({ town: { posts } }) => {
      posts[1]!.row = { ...posts[1]!.row, unread: true };
    });
    const [, omar] = screen.getAllByTestId("queue-row");
    expect(omar).toHaveAccessibleName(/oläst,\s?Omar K\./);
  });

  test("in3 the difference between two wordings can be seen", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("do-difference"));
    expect(document.querySelector("ins")).toHaveTextContent("Vi vet var du bor.");
  });

  test("qu12 n writes a working note", async () => {
    const { fake, user } = await open();
    await key("n");
    const field = await screen.findByTestId("field-note");
    await waitFor(() => expect(field).toHaveFocus());
    await user.keyboard("Ringde polisen.{Control>}{Enter}{/Control}");
    await waitFor(() => expect(fake.town.posts[0]!.notes[0]?.text).toBe("Ringde polisen."));
  });

  test("re7 an uncertain reply asks a person to look instead of sending again", async () => {
    const { fake, user } = await open();
    await act(async () => {
      fake.town.posts[2]!.actions = [
        anAction({
          id: "a".repeat(32),
          kind: "reply",
          state: "uncertain",
          decidedAt: new Date().toISOString(),
          by: "Per Alm",
          text: "Hej",
        }),
      ];
    });
    await key("j");
    await key("j");
    await author("Pia Lund");
    const decision = await screen.findByTestId("decision");
    expect(decision).toHaveTextContent("Titta efter på plattformen");
    await user.click(screen.getByTestId("do-settle-yes"));
    await waitFor(() => expect(fake.town.posts[2]!.actions[0]!.state).toBe("carried_out"));
  });

  test("re6 where a reply told a number that was corrected, the post is back and says so", async () => {
    const { fake } = await open();
    const kurt = fake.town.posts.find((one) => one.seed.duty === "register" && !one.claim)!;
    const { id, receivedOn } = fake.town.forward(kurt, kurt.seed.department!.id, "Synpunkt", false);
    const fields = [receivedOn, kurt.seed.author, "Synpunkt", "Synpunkt"] as const;
    fake.town.sitAs("Rune Ek");
    await fake.commands.registrarRegister(id, "BUN 2026/412", ...fields);
    fake.town.sitAs("Maja Lind");
    await fake.commands.postReply(kurt.id, "Ditt ärende har diarienummer BUN 2026/412.", []);
    kurt.state = "done";
    fake.town.sitAs("Rune Ek");
    await fake.commands.registrarCorrect(id, "BUN 2026/421", ...fields);
    fake.town.sitAs("Maja Lind");
    expect(kurt.state).toBe("open");
    window.location.hash = `#/queue/open/${kurt.id}`;
    await author(kurt.seed.author);
    expect(await screen.findByTestId("forward")).toHaveTextContent(
      "Registrerat som BUN 2026/421 hos Utbildningsförvaltningen. Numret är rättat. Ett svar nämner BUN 2026/412, som inte gäller.",
    );
    await fake.commands.postReply(kurt.id, "Rätt nummer är BUN 2026/421.", []);
    await waitFor(() => expect(screen.getByTestId("forward")).not.toHaveTextContent("gäller"));
  });

  test("qu19 of a hundred thousand posts only those in view are fetched", async () => {
    const { fake } = await open({ posts: 5000 });
    expect(screen.getAllByTestId("queue-row").length).toBeLessThan(40);
    expect(fake.town.posts).toHaveLength(5000);
  });

  test("/ goes to the search, which filters the list", async () => {
    const { user } = await open();
    await key("/");
    const field = screen.getByTestId("queue-search");
    expect(field).toHaveFocus();
    await user.keyboard("badhuset");
    await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(1));
    expect(await author("Pia Lund")).toBeVisible();
  });
});

describe("what is asked for, and in which language", () => {
  const row = (post: { id: string }) =>
    screen.getAllByTestId("queue-row").find((one) => one.dataset.post === post.id)!;
  const by = ({ town }: Fake, author: string) => town.posts.find((one) => one.seed.author === author)!;
  const visit = async (post: { id: string; seed: { author: string } }) => {
    window.location.hash = `#/queue/open/${post.id}`;
    await author(post.seed.author);
  };
  const words = (container: HTMLElement) => container.querySelector(".q-words")!;

  test("fl12 a request for a record is to be handed out, by its clock and by law, until it is sent on", async () => {
    const { container, fake } = await open();
    const request = by(fake, "Åsa Öberg");
    expect(row(request)).toHaveTextContent(/^29 timlämna ut/);
    expect(screen.queryByTestId("disclose-advice"), "it is a threat that is open").toBeNull();
    await visit(request);
    expect(screen.getByTestId("disclose-advice")).toHaveTextContent(
      "En begäran om allmän handling besvaras genast eller skickas till registratorn (2 kap. 15 § tryckfrihetsförordningen).",
    );
    expect(await faults(container)).toEqual([]);
    await fake.commands.postForward(request.id, "", request.seed.department!.id, "Begäran", false);
    await waitFor(() => expect(screen.queryByTestId("disclose-advice")).toBeNull());
    await waitFor(() => expect(row(request)).toHaveTextContent("registrera"));
  });

  test("fl12 a request that is answered is the registrar's, and is never told to be answered again", async () => {
    const { fake } = await open();
    const request = by(fake, "Åsa Öberg");
    await visit(request);
    expect(screen.getByTestId("disclose-advice")).toBeVisible();
    await fake.commands.postReply(request.id, "Protokollet kommer med e-post i dag.", []);
    await waitFor(() => expect(screen.queryByTestId("disclose-advice")).toBeNull());
  });

  test("fl21 in which language a post is written stands in its row and its head, unless it is Swedish or unknown", async () => {
    const { container, fake } = await open({}, ({ town: { posts } }) => {
      posts[2]!.row = { ...posts[2]!.row, language: "bs" };
      posts[3]!.row = { ...posts[3]!.row, language: null };
    });
    const chips = (post: { id: string }) =>
      [...row(post).querySelectorAll(".chip")].map((chip) => chip.textContent);
    const [anna, , pia, kurt] = fake.town.posts;
    expect(chips(pia!)).toContain("bosniska, kroatiska eller serbiska");
    expect(chips(by(fake, "Aino Korhonen"))).toEqual(["finska"]);
    for (const post of [anna!, kurt!]) expect(row(post)).not.toHaveTextContent("svenska");
    expect(container.querySelector(".q-head")).not.toHaveTextContent("skrivet på");
    await visit(by(fake, "Aino Korhonen"));
    expect(container.querySelector(".q-head")).toHaveTextContent("skrivet på finska");
    await visit(kurt!);
    expect(container.querySelector(".q-head")).not.toHaveTextContent("skrivet på");
  });

  test("fl21 dt7 a post is read aloud in its own language and runs its own way, wherever its words stand", async () => {
    const { container, fake } = await open({}, ({ town: { posts } }) => {
      posts[0]!.row = { ...posts[0]!.row, language: "en" };
      posts[3]!.row = { ...posts[3]!.row, language: null };
    });
    const [anna, , , kurt] = fake.town.posts;
    const aloud = (place: Element | null | undefined, language: string) => {
      expect(place).toHaveAttribute("lang", language);
      expect(place).toHaveAttribute("dir", "auto");
    };
    aloud(row(anna!).querySelector(".q-text"), "en");
    aloud(words(container), "en");
    aloud(container.querySelector(".q-thread [aria-current] p"), "en");
    aloud(container.querySelector(".q-thread li:not([aria-current]) p"), "sv");
    aloud(container.querySelector(".q-context q"), "sv");
    const said = words(container).querySelector("mark .said");
    expect(said, "what the window says of the words is in its own language").toHaveAttribute("lang", "sv");
    expect(said).toHaveAttribute("dir", "ltr");
    fireEvent.click(screen.getByTestId("do-difference"));
    aloud(container.querySelector(".difference"), "en");

    const rania = by(fake, "Rania S.");
    aloud(row(rania).querySelector(".q-text"), "ar");
    await visit(rania);
    aloud(words(container), "ar");
    expect(await faults(container)).toEqual([]);
    await visit(kurt!);
    aloud(words(container), "sv");
    aloud(row(kurt!).querySelector(".q-text"), "sv");
  });

  test("fl21 what several posts say is read in the language of each where it is listed before they are done", async () => {
    const { container, fake } = await open();
    await key("x");
    window.location.hash = `#/queue/open/${by(fake, "Aino Korhonen").id}`;
    await author("Aino Korhonen");
    await key("x");
    await waitFor(() => expect(container.querySelectorAll(".q-bulk small")).toHaveLength(2));
    const lines = [...container.querySelectorAll(".q-bulk small")];
    expect(lines.map((line) => line.getAttribute("lang"))).toEqual(["sv", "fi"]);
    for (const line of lines) expect(line).toHaveAttribute("dir", "auto");
  });

  test("fl21 those who know other languages see only what is written in them", async () => {
    const { user } = await open();
    await user.click(screen.getByTestId("queue-content"));
    await user.click(await screen.findByRole("option", { name: "på andra språk" }));
    await waitFor(() => expect(screen.getAllByTestId("queue-row")).toHaveLength(2));
    expect(window.location.hash).toContain("content=other_language");
    const chips = screen.getAllByTestId("queue-row").map((one) => one.querySelector(".q-chips")?.textContent);
    expect(chips).toEqual(["finska", "arabiska"]);
  });
});

describe("flags that can be trusted", () => {
  test("fl14 the reason by key: v goes from flag to flag, lights its words and names it to a screen reader", async () => {
    const { container } = await open();
    await key("v");
    const [first, second] = screen.getAllByTestId("flag");
    expect(document.activeElement).toBe(first);
    expect(first).toHaveAccessibleName(/Hot.*antyder att någon söker upp/);
    expect(container.querySelector("mark.active")).toHaveTextContent(/vet var du bor/i);
    await key("v");
    expect(document.activeElement).toBe(second);
    await key("f");
    await waitFor(() => {
      const wrong = screen.getAllByTestId("flag").filter((flag) => flag.classList.contains("wrong"));
      expect(wrong).toHaveLength(1);
      expect(wrong[0]).toHaveAccessibleName(/Namn på enskild/);
    });
  });

  test("fl14 qu8 z takes back the latest wrong of the open post, and then the one before", async () => {
    const { fake } = await open();
    const anna = fake.town.posts[0]!;
    const wrong = () => anna.flags.map((flag) => flag.wrong);
    const judged = (one: boolean, other: boolean) => waitFor(() => expect(wrong()).toEqual([one, other]));
    await key("f");
    await judged(true, false);
    await waitFor(() => expect(screen.getAllByTestId("do-wrong")).toHaveLength(1));
    await key("f");
    await judged(true, true);
    await key("z");
    await judged(true, false);
    expect(await screen.findByText(/Flaggan Namn.* gäller igen/, { selector: ".toast span" })).toBeVisible();
    await key("j");
    await author("Omar K.");
    await key("z");
    expect(await screen.findByText("Det finns inget att ångra.", { selector: ".toast span" })).toBeVisible();
    expect(wrong(), "it is not the open post").toEqual([true, false]);
    await key("k");
    await author("Anna B.");
    await key("z");
    await judged(false, false);
    await key("z");
    expect(await screen.findByText("Det finns inget att ångra.", { selector: ".toast span" })).toBeVisible();
  });

  test("fl14 qu8 z takes back what was done last: the decision before the flag that was judged earlier", async () => {
    const { fake } = await open();
    const [anna, omar] = fake.town.posts;
    await key("v");
    await key("v");
    await key("f");
    await waitFor(() => expect(anna!.flags[1]!.wrong).toBe(true));
    // What remains suggests its ground, by the time that the core has said so.
    await waitFor(() => expect(screen.getByTestId("field-ground")).toHaveTextContent("olaga hot"));
    await key("t");
    await author("Omar K.");
    afterglowIsOver();
    await key("f");
    await waitFor(() => expect(omar!.flags[0]!.wrong).toBe(true));
    await key("z");
    await waitFor(() => expect(omar!.flags[0]!.wrong).toBe(false));
    expect(anna!.actions[0]!.state).toBe("decided");
    await key("z");
    await waitFor(() => expect(anna!.actions[0]!.state).toBe("withdrawn"));
    await author("Anna B.");
    await key("z");
    await waitFor(() => expect(anna!.flags[1]!.wrong).toBe(false));
  });

  test("fl14 flags of one kind are one card, with two of its reasons told and the others a press away", async () => {
    const { fake, user } = await open({}, ({ town }) => {
      const { flags } = town.posts[0]!;
      flags.push(...["a", "b"].map((id) => ({ ...flags[0]!, id, why: `Skäl ${id}` })));
    });
    const card = screen.getByText("Hot", { selector: "h3" }).closest("section")!;
    expect(within(card).getAllByTestId("flag")).toHaveLength(2);
    await user.click(within(card).getByText("Ett skäl till"));
    expect(within(card).getAllByTestId("flag")).toHaveLength(3);
    await user.click(within(within(card).getAllByTestId("flag")[2]!).getByTestId("do-wrong"));
    await waitFor(() => expect(fake.town.posts[0]!.flags.filter((flag) => flag.wrong)).toHaveLength(1));
    expect(card).not.toHaveClass("wrong");
  });

  test("fl14 a card is as grave as its gravest flag, which is told first", async () => {
    await open({}, ({ town }) => {
      const { flags } = town.posts[0]!;
      flags.unshift({ ...flags[0]!, id: "mild", severity: "watch", why: "Ett milt skäl" });
    });
    const card = screen.getByText("Hot", { selector: "h3" }).closest("section")!;
    expect(card).toHaveClass("tone-grave");
    expect(within(card).getByRole("heading")).toHaveTextContent("brådskande");
    expect(within(card).getAllByTestId("flag")[1]).toHaveTextContent("Ett milt skäl");
  });

  test("fl14 the key stands at the one flag that it judges", async () => {
    await open();
    const at = () => screen.getAllByTestId("flag").map((flag) => flag.querySelector("kbd") !== null);
    expect(at(), "one key, though there are several cards").toEqual([true, false]);
    await key("f");
    await waitFor(() => expect(at(), "what is judged is no longer next").toEqual([false, true]));
    await key("v");
    await waitFor(() => expect(at(), "the focus decides").toEqual([true, false]));
    await key("f");
    await waitFor(() => expect(screen.getAllByTestId("do-wrong")).toHaveLength(2));
  });

  test("fl14 the reason on hover: on the words themselves, and the flag beside them is lit", async () => {
    const { container, user } = await open();
    const mark = container.querySelector("mark")!;
    expect(mark).toHaveAttribute("title", expect.stringContaining("antyder att någon söker upp"));
    await user.hover(mark);
    expect(screen.getAllByTestId("flag")[0]).toHaveClass("active");
  });

  test("fl19 what a local model added to a flag is told beside what its rule alone was sure of", async () => {
    await open({}, ({ town }) => {
      const [threat] = town.posts[0]!.flags;
      Object.assign(threat!, { score: 90, advice: { model: 1, ruleScore: 72, said: 86 } });
    });
    const [advised, byItself] = screen.getAllByTestId("flag");
    expect(advised).toHaveTextContent("Modellen: 86 % rätt, säkerhet 72 → 90");
    expect(byItself).not.toHaveTextContent("Modellen");
  });

  test("fl17 words in a picture are read, flagged, and marked where they stand once the picture is shown", async () => {
    const { fake, user } = await open();
    const post = fake.town.posts.find((one) => one.seed.reading)!;
    window.location.hash = `#/queue/open/${post.id}`;
    const text = await screen.findByTestId("picture-text");
    expect(text.querySelector("mark")).toHaveTextContent("070-174 06 55");
    const cards = screen.getAllByTestId("flag").map((flag) => flag.closest("section"));
    expect(cards.some((card) => card?.textContent?.includes("i bild"))).toBe(true);
    expect(screen.queryByTestId("picture-box"), "a blurred picture shows no marks either").toBeNull();
    await user.click(screen.getByTestId("do-show-picture"));
    const boxes = screen.getAllByTestId("picture-box");
    expect(boxes).toHaveLength(3);
    expect(boxes[0]).toHaveStyle({ left: "9.375%", width: "20.3125%" });
  });

  test("fl14 fl17 what is marked in a picture has its reason as words in a text have: on hover, by v, and read aloud", async () => {
    const { container, fake, user } = await open();
    const post = fake.town.posts.find((one) => one.seed.reading)!;
    window.location.hash = `#/queue/open/${post.id}`;
    const text = await screen.findByTestId("picture-text");
    await user.click(screen.getByTestId("do-show-picture"));
    const why = "”070-174 06 55”: ett telefonnummer till en enskild.";
    const flag = screen.getAllByTestId("flag").find((one) => one.textContent?.includes(why))!;
    const boxes = screen.getAllByTestId("picture-box");
    const lit = () => boxes.map((box) => box.classList.contains("active"));
    for (const box of boxes) expect(box).toHaveAttribute("title", why);
    const [aloud, ...others] = within(screen.getByTestId("picture")).getAllByRole("img", {
      name: "Telefonnummer",
    });
    expect(aloud).toHaveAccessibleDescription(why);
    expect(others, "once, though it is three words").toEqual([]);

    await user.hover(boxes[1]!);
    expect(flag).toHaveClass("active");
    expect(lit()).toEqual([true, true, true]);
    await user.unhover(boxes[1]!);
    expect(flag).not.toHaveClass("active");
    await user.hover(text.querySelector("mark")!);
    expect(flag, "nor do the words below it lack what those in the post have").toHaveClass("active");
    await user.unhover(text.querySelector("mark")!);
    expect(lit()).toEqual([false, false, false]);

    for (let presses = 0; document.activeElement !== flag && presses < 9; presses++) await key("v");
    expect(flag).toHaveFocus();
    expect(flag).toHaveAccessibleName(expect.stringContaining(why));
    expect(lit()).toEqual([true, true, true]);
    expect(await faults(container)).toEqual([]);
  });

  test("fl17 a picture that nobody could read says so", async () => {
    const { fake } = await open();
    const post = fake.town.posts.find(
      (one) => one.seed.picture && !one.seed.reading && !one.seed.pictureLost,
    )!;
    window.location.hash = `#/queue/open/${post.id}`;
    expect(await screen.findByTestId("picture-note")).toHaveTextContent("Tesseract är inte installerat");
  });

  test("fl20 what an author's earlier posts were removed for can be opened, and is called no ground", async () => {
    const { user } = await open();
    expect(screen.getByTestId("breaches")).toHaveTextContent(
      "1 tidigare inlägg åtgärdat de senaste 180 dagarna",
    );
    await user.click(screen.getByTestId("do-breaches"));
    const earlier = within(screen.getByTestId("breaches")).getByRole("link");
    expect(earlier).toHaveTextContent(/Borttaget: Olaga hot/);
    expect(earlier).toHaveAttribute("href", expect.stringContaining("#/queue/open/"));
    expect(screen.getByText(/aldrig en grund/)).toBeVisible();
  });

  test("fl10 re13 a reply is reminded of a blog, a number and politics before it is sent, and sent all the same", async () => {
    const { fake, user } = await open();
    const post = fake.town.posts.findIndex(
      (one) => one.seed.duty === "answer" && !one.claim && !one.seed.remove,
    );
    const found = fake.town.posts[post]!;
    window.location.hash = `#/queue/open/${found.id}`;
    await author(found.seed.author);
    await key("b");
    const field = await screen.findByTestId<HTMLTextAreaElement>("field-reply");
    fireEvent.change(field, { target: { value: "Läs annasmat.blogspot.com eller ring 070-174 06 55." } });
    const scrolled = vi.spyOn(HTMLElement.prototype, "scrollIntoView");
    onTestFinished(() => scrolled.mockRestore());
    await user.click(screen.getByTestId("do-reply"));
    const reminders = await screen.findByTestId("reminders");
    expect(scrolled.mock.contexts.at(-1), "the button is in view below them").toBe(
      screen.getByTestId("do-reply"),
    );
    expect(reminders).toHaveTextContent("Länk till en blogg eller privat sida");
    expect(reminders).toHaveTextContent("Personuppgift");
    expect(found.actions, "nothing was sent").toHaveLength(0);
    await user.click(within(reminders).getByRole("button", { name: "annasmat.blogspot.com" }));
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("annasmat.blogspot.com");
    expect(screen.getByTestId("do-reply")).toHaveTextContent("Skicka ändå");
    await user.click(screen.getByTestId("do-reply"));
    await waitFor(() => expect(found.actions).toHaveLength(1));
  });
});
