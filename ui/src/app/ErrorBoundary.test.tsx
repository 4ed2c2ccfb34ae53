/** When a part of the window breaks. */
import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { TextProvider } from "../text";
import { ErrorBoundary } from "./ErrorBoundary";

function Breaking(): never {
  throw new RangeError("Jag vet var du bor");
}

test("what broke is told as it is, and noted by its name and place without a citizen's words", () => {
  const noted = vi.spyOn(console, "error").mockImplementation(() => undefined);
  render(
    <TextProvider language="sv">
      <ErrorBoundary>
        <Breaking />
      </ErrorBoundary>
    </TextProvider>,
    { onCaughtError: () => undefined },
  );
  expect(screen.getByText(/kan ha gått förlorat/)).toBeVisible();
  expect(screen.queryByText(/Felet är antecknat/), "nothing has noted it").toBeNull();
  const said = noted.mock.calls.flat().join(" ");
  expect(said).toContain("RangeError");
  expect(said).toContain("Breaking");
  expect(said).not.toContain("Jag vet");
  noted.mockRestore();
});
