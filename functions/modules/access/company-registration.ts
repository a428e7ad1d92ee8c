import { sql } from "drizzle-orm";
import type { RegistrationPreview } from "../../../shared/access/companies.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Result, refused } from "../../platform/refusal.ts";
import { linkRefusal, readAccountLink } from "./account-link.ts";

/** A registration that waits for its confirmation, as the holder of its link may know it. */
export interface OpenRegistration {
  id: string;
  siret: string;
  official: boolean;
  name: string;
  address: string;
  firstName: string;
  lastName: string;
  email: string;
  expiresAt: Date;
  /** The account that has its address already. */
  accountId: string | null;
  /** A live organisation has the same SIREN. */
  alreadyHere: boolean;
  hash: string;
}

interface Found {
  [column: string]: unknown;
  id: string;
  siret: string;
  official: boolean;
  name: string;
  address: string;
  first_name: string;
  last_name: string;
  email: string;
  settled_at: string | null;
  account_id: string | null;
  already_here: boolean;
}

/** The registration behind a followed link, or the one sentence that says what is wrong with it. */
export const openRegistration = async (ctx: Ctx, token: string): Promise<Result<OpenRegistration>> => {
  const link = await readAccountLink(ctx.db, ctx, token, ["registration"]);
  if (!link.ok) return link;
  const { hash, expiresAt } = link.value;
  const [found] = await ctx.db.execute<Found>(sql`select * from guichet.registration_of_link(${hash})`);
  if (!found) return refused(linkRefusal("unknown", "registration"));
  if (found.settled_at) return refused(linkRefusal("used", "registration"));
  const { id, siret, official, name, address, email } = found;
  return done({
    ...{ id, siret, official, name, address, email, expiresAt, hash },
    firstName: found.first_name,
    lastName: found.last_name,
    accountId: found.account_id,
    alreadyHere: found.already_here,
  });
};

/** What the holder of a registration link is about to do. Uses nothing up. */
export const previewRegistration = async (ctx: Ctx, token: string): Promise<Result<RegistrationPreview>> => {
  const read = await openRegistration(ctx, token);
  if (!read.ok) return read;
  const { siret, name, address, firstName, lastName, email, alreadyHere } = read.value;
  return done({
    ...{ siret, name, address, firstName, lastName, email, alreadyHere },
    expiresAt: read.value.expiresAt.toISOString(),
    hasAccount: read.value.accountId !== null,
  });
};
