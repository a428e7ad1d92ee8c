import { type OurAddress, TestAccount } from "../../../shared/declarations/connections.ts";
import { outsideApp, outsideProblem } from "../../platform/outside-app.ts";
import { invalid } from "../../platform/refusal.ts";
import { testAccount } from "./test-account.ts";

/** Trying the codes of a ticketing account, by who holds a ticket of the API (docs/decisions/067). */
export const routes = outsideApp("ticketing")
  .get("/api/ticketing/address", (c) =>
    c.json({ address: c.env.outside.env.ticketingAddress ?? null } satisfies OurAddress),
  )
  .post("/api/ticketing/test", async (c) => {
    const typed = TestAccount.safeParse(await c.req.json().catch(() => undefined));
    if (!typed.success)
      return outsideProblem(
        c,
        invalid(typed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }))),
      );
    const tested = await testAccount(c.env.outside, typed.data);
    return tested.ok ? c.json(tested.value) : outsideProblem(c, tested.refusal);
  });
