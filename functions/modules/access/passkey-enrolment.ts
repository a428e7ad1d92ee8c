import { and, eq } from "drizzle-orm";
import type { Account } from "../../../shared/access/schema.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { type Owner, ownAccount, ownPermission } from "./account-owner.ts";
import { readAccount } from "./account-view.ts";
import { checkRegistration, registrationOptions } from "./passkey.ts";
import { factorsOf } from "./second-factor.ts";
import { factorAdded, factorRemoved } from "./second-factor-change.ts";
import { passkey, session } from "./tables.ts";

/** Keys an account may have: enough for every device of a person, few enough to read. */
const mostKeys = 20;

const notRegistered: Refusal = {
  code: "forbidden",
  reason: "passkey_refused",
  detail: "Cette clé de sécurité n’a pas pu être enregistrée. Recommencez.",
};

/** What the browser needs to make a new key for the account; its challenge is answered once. */
export const startPasskey = (owner: Owner) =>
  mutate(owner, async (tx) => {
    const { id, email, firstName, lastName } = await ownAccount(tx, owner);
    const { passkeys } = await factorsOf(tx, id);
    if (passkeys.length >= mostKeys) {
      refuse({
        code: "conflict",
        reason: "too_many_passkeys",
        detail: `Au plus ${mostKeys} clés de sécurité. Retirez-en une avant d’en ajouter une autre.`,
      });
    }
    const name = `${firstName} ${lastName}`;
    const options = await registrationOptions(owner.env, { id, email, name }, passkeys);
    await tx
      .update(session)
      .set({ challenge: options.challenge })
      .where(eq(session.id, owner.actor.session.id));
    return { result: options, permission: ownPermission(owner), audit: [], events: [] };
  });

/** Keeps a key that answered the challenge of this session. Returns recovery codes when the account had none. */
export const addPasskey = async (
  owner: Owner,
  input: { name: string; response: { id: string; [key: string]: unknown } },
): Promise<Result<{ recoveryCodes: string[] }>> => {
  const spent = await spendChallenge(owner);
  if (!spent.ok) return spent;
  const made = await checkRegistration(owner, spent.value, input.response);
  return mutate(owner, async (tx) => {
    if (!made) return refuse(notRegistered);
    const added = await tx
      .insert(passkey)
      .values({ id: owner.newId(), userId: owner.actor.userId, name: input.name, ...made })
      .onConflictDoNothing({ target: passkey.credentialId })
      .returning({ id: passkey.id });
    if (added.length === 0) refuse(notRegistered);
    return factorAdded(tx, owner, "passkey");
  });
};

/** Takes the challenge off the session, whatever the answer is worth. */
const spendChallenge = (owner: Owner): Promise<Result<string>> =>
  mutate(owner, async (tx) => {
    const { id } = owner.actor.session;
    const [found] = await tx
      .select({ challenge: session.challenge })
      .from(session)
      .where(eq(session.id, id))
      .for("update");
    if (!found?.challenge) return refuse(notRegistered);
    await tx.update(session).set({ challenge: null }).where(eq(session.id, id));
    return { result: found.challenge, permission: ownPermission(owner), audit: [], events: [] };
  });

/** Takes one of one's own keys off the account. */
export const removePasskey = async (owner: Owner, id: string): Promise<Result<Account>> => {
  const removed = await mutate(owner, async (tx) => {
    const rows = await tx
      .delete(passkey)
      .where(and(eq(passkey.id, id), eq(passkey.userId, owner.actor.userId)))
      .returning({ id: passkey.id });
    if (rows.length === 0) refuse(notFound);
    return factorRemoved(tx, owner, "passkey");
  });
  return removed.ok ? readAccount(owner) : removed;
};
