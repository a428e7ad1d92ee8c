import * as z from "zod/mini";
import { ticketingSeals } from "../../../shared/declarations/reading.ts";
import type { OutsideEnv } from "../../platform/env.ts";
import { readObject, writeObject } from "../../platform/files.ts";
import { seal, unseal } from "../../platform/seal.ts";
import type { HelloAssoSession, HelloAssoSessions } from "../declarations/connectors/helloasso.ts";

const Session = z.object({ accessToken: z.string(), endsAt: z.string(), organization: z.string() });

/** Nothing outlives the trial of an account. */
export const sessionInMemory = (): HelloAssoSessions => {
  let kept: HelloAssoSession | undefined;
  return {
    read: async () => kept,
    keep: async (_credentials, session) => {
      kept = session;
    },
  };
};

/** Sessions that outlive a function, sealed, beside what was read; named by the codes they were opened with. */
export const keptSessions = (
  env: Pick<OutsideEnv, "region" | "bucket" | "endpoints" | "hmacKeys">,
  fingerprint: string,
): HelloAssoSessions => {
  const key = `sessions/${fingerprint}`;
  let known: HelloAssoSession | undefined;
  return {
    read: async () => {
      if (known) return known;
      const sealed = await readObject(env, "readings", key, 10_000);
      const opened = sealed && (await unseal(env, ticketingSeals.session, sealed.toString("utf8")));
      known = Session.safeParse(opened).data;
      return known;
    },
    keep: async (_credentials, session) => {
      known = session;
      await writeObject(
        env,
        "readings",
        key,
        await seal(env, ticketingSeals.session, session),
        "application/jose",
      );
    },
  };
};
