import type { Company, RegisterCompany } from "../../../shared/access/companies.ts";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Limit, takeToken, tooMany } from "../../platform/rate-limit.ts";
import { invalid, type Result, refused } from "../../platform/refusal.ts";
import { askAccountMail } from "./account-mail.ts";
import { companyOf } from "./company-statement.ts";
import { companyRegistration } from "./tables.ts";

/** Hours in which a registration can be confirmed. */
const hoursToConfirm = 24;
const fromNetwork: Limit = { name: "registration_from_network", burst: 5, perHour: 10 };
const toAddress: Limit = { name: "registration_to_address", burst: 3, perHour: 3 };

/**
 * Someone registers their company: keeps what the directory said and what it left to type, and mails a link of 24
 * hours to the address given. One answer for every address, with an account or without. Refuses an old proof, an
 * establishment that is not the head office, and a name or address that nobody gave.
 */
export const registerCompany = async (ctx: Ctx, input: RegisterCompany): Promise<Result<null>> => {
  const company = await companyOf(ctx, input.proof);
  if (!company.ok) return company;
  const email = canonicalAddress(input.email);
  const described = describe(company.value, input);
  const fields = [
    ...(email ? [] : [{ path: "email", message: "Cette adresse n’est pas prise en charge." }]),
    ...described.missing,
  ];
  if (!email || fields.length > 0) return refused(invalid(fields));
  const wait = Math.max(
    await takeToken(ctx.db, fromNetwork, ctx.credentials.clientAddress ?? "unknown"),
    await takeToken(ctx.db, toAddress, email),
  );
  if (wait > 0)
    return refused(
      tooMany(wait, (time) => `Beaucoup d’inscriptions en peu de temps. Réessayez dans ${time}.`),
    );

  const id = ctx.newId();
  const { firstName, lastName } = input;
  return mutate(ctx, async (tx) => {
    const { name, address, official } = described;
    const { siret } = company.value;
    await tx
      .insert(companyRegistration)
      .values({ id, siret, official, name, address, firstName, lastName, email, createdAt: ctx.now() });
    const expiresAt = new Date(ctx.now().getTime() + hoursToConfirm * 3_600_000);
    return {
      result: null,
      // Anyone may ask; only the owner of the address can go on.
      permission: permit(true),
      audit: {
        action: "company.ask",
        organisationId: null,
        target: { kind: "company_registration", id },
        after: { siret, name, email, firstName, lastName },
        personal: ["name", "email", "firstName", "lastName"],
      },
      events: await askAccountMail(tx, ctx, {
        kind: "registration",
        address: email,
        targetId: id,
        link: { purpose: "registration", organisationId: null, targetId: id, expiresAt },
      }),
    };
  });
};

/** Name and address: the directory's where it gave them, else what was typed. */
const describe = (company: Company, typed: Pick<RegisterCompany, "name" | "address">) => {
  const name = company.name ?? typed.name ?? "";
  const address = company.address ?? typed.address ?? "";
  const missing: FieldProblem[] = [
    ...(name.length < 2 ? [{ path: "name", message: "Écrivez le nom de l’entreprise." }] : []),
    ...(address.length < 5 ? [{ path: "address", message: "Écrivez l’adresse du siège." }] : []),
  ];
  return { name: name.slice(0, 150), address, official: company.source === "directory", missing };
};
