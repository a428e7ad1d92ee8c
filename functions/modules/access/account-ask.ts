import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { type Result, refused } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";

/** Mails asked for by an address alone, whoever it belongs to: nobody's mailbox is filled, nobody's account is told. */
const toAddress: Limit = { name: "mail_to_address", burst: 3, perHour: 3 };
const fromNetwork: Limit = { name: "mail_from_network", burst: 20, perHour: 40 };

/**
 * Asks for a mail with only an address in hand. The same rows are written and the same time passes whether it has an
 * account or not: the job finds out (account-mail-job.ts).
 */
export const askByAddress = async (
  ctx: Ctx,
  kind: "password_forgotten" | "magic_link",
  address: string,
): Promise<Result<null>> => {
  const wait = Math.max(
    await takeToken(ctx.db, toAddress, `${kind} ${address}`),
    await takeToken(ctx.db, fromNetwork, ctx.credentials.clientAddress ?? "unknown"),
  );
  if (wait > 0) {
    return refused(
      tooMany(
        wait,
        (time) => `Un lien vient d’être demandé. Regardez vos e-mails, ou réessayez dans ${time}.`,
      ),
    );
  }
  return mutate(ctx, async (tx) => ({
    result: null,
    // Anyone may ask; only the owner of the address receives anything.
    permission: permit(true),
    audit: [],
    events: await askAccountMail(tx, ctx, { kind, address }),
  }));
};
