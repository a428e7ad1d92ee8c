import { sql } from "drizzle-orm";
import type { GivenRoles } from "../../../shared/access/members.ts";
import type { LinkPreview } from "../../../shared/access/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import {
  type AccountLink,
  type AccountPurpose,
  addressOfLink,
  linkRefusal,
  readAccountLink,
} from "./account-link.ts";
import { changeOfLink } from "./email-change-confirm.ts";

const readings: Limit = { name: "link_read", burst: 60, perHour: 240 };

/** What a page calls its links, and the purposes that are. */
const purposesOf = {
  invitation: ["invitation"],
  password_reset: ["password_reset"],
  magic_link: ["magic_link"],
  email_change: ["email_change_old", "email_change_new"],
  registration: ["registration"],
} as const satisfies Record<string, readonly AccountPurpose[]>;

/**
 * What a link is for, before its holder does anything: no more than its mail already said. Uses nothing up. Refuses a
 * link that does not open, with the one sentence that says why and what to do.
 */
export const previewLink = async (
  ctx: Ctx,
  input: { token: string; purpose: keyof typeof purposesOf },
): Promise<Result<LinkPreview>> => {
  const wait = await takeToken(ctx.db, readings, ctx.credentials.clientAddress ?? "unknown");
  if (wait > 0) {
    return refused(tooMany(wait, (time) => `Trop de liens ouverts d’ici. Réessayez dans ${time}.`));
  }
  const link = await readAccountLink(ctx.db, ctx, input.token, purposesOf[input.purpose]);
  if (!link.ok) return link;
  const { purpose, expiresAt, hash } = link.value;
  const base = { purpose, expiresAt: expiresAt.toISOString() };
  if (purpose === "invitation") return previewInvitation(ctx, link.value, base);
  if (purpose === "email_change_old" || purpose === "email_change_new") {
    const change = await changeOfLink(ctx, hash);
    return !change || change.cancelled_at
      ? refused(linkRefusal("revoked", purpose))
      : done({ ...base, email: change.new_email });
  }
  const email = await addressOfLink(ctx.db, hash);
  return email ? done({ ...base, email }) : refused(linkRefusal("unknown", purpose));
};

interface InvitationOfLink {
  [column: string]: unknown;
  email: string;
  roles: GivenRoles;
  accepted_at: Date | null;
  cancelled_at: Date | null;
  invited_by: string | null;
  organisation_id: string | null;
  organisation_name: string | null;
  logo: string | null;
  closed: boolean | null;
  account_id: string | null;
}

const previewInvitation = async (
  ctx: Ctx,
  { hash }: AccountLink & { hash: string },
  base: Pick<LinkPreview, "purpose" | "expiresAt">,
): Promise<Result<LinkPreview>> => {
  const [found] = await ctx.db.execute<InvitationOfLink>(
    sql`select * from guichet.invitation_of_link(${hash})`,
  );
  if (!found || found.cancelled_at || found.closed) return refused(linkRefusal("revoked", "invitation"));
  if (found.accepted_at) return refused(linkRefusal("used", "invitation"));
  return done({
    ...base,
    email: found.email,
    invitation: {
      organisation: found.organisation_name
        ? { name: found.organisation_name, ...(found.logo ? { logo: found.logo } : {}) }
        : null,
      roles: found.roles,
      invitedBy: found.invited_by,
      hasAccount: found.account_id !== null,
    },
  });
};
