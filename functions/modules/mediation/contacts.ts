import { and, asc, eq, ilike, or, sql } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { emailProblem, phoneProblem } from "../../../shared/mediation/contact.ts";
import type {
  AddContact,
  ContactInput,
  ContactPage,
  ContactView,
  EditContact,
  ListContacts,
} from "../../../shared/mediation/people.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import {
  done,
  invalid,
  notFound,
  type Refusal,
  type Result,
  refuse,
  refused,
  signedOut,
} from "../../platform/refusal.ts";
import { asUser, caseActor } from "./case-access.ts";
import { contact } from "./tables-work.ts";

type ContactRow = typeof contact.$inferSelect;
const pageSize = 50;

const viewOf = ({
  id,
  name,
  department,
  function: role,
  side,
  email,
  phone,
  version,
}: ContactRow): ContactView => ({
  id,
  name,
  department,
  function: role,
  side,
  email,
  phone,
  version,
});

const told = (row: Pick<ContactRow, "name" | "department" | "function" | "side" | "email" | "phone">) => ({
  contactName: row.name,
  contactDepartment: row.department,
  contactFunction: row.function,
  side: row.side,
  contactEmail: row.email,
  contactPhone: row.phone,
});
const personal = ["contactName", "contactFunction", "contactEmail", "contactPhone"];

const noted = (action: string, row: ContactRow, values: Pick<AuditNote, "before" | "after">): AuditNote => ({
  action,
  organisationId: row.organisationId,
  target: { kind: "contact", id: row.id },
  ...values,
  personal,
});

/** The cursor of a page: the name and id of its last row, as it came. */
const encode = ({ name, id }: ContactRow) => Buffer.from(JSON.stringify([name, id])).toString("base64url");
const decode = (after: string): { name: string; id: string } => {
  const badPage: Refusal = {
    code: "invalid",
    reason: "bad_cursor",
    detail: "Cette page de la liste n’est plus valable. Revenez au début.",
  };
  try {
    const [name, id] = JSON.parse(Buffer.from(after, "base64url").toString()) as unknown[];
    if (typeof name === "string" && typeof id === "string" && /^[0-9a-f-]{36}$/.test(id)) return { name, id };
  } catch {
    return refuse(badPage);
  }
  return refuse(badPage);
};

/** The address book by name, fifty at a time; `q` is looked for in names, services, functions and addresses. */
export const listContacts = async (ctx: Ctx, input: ListContacts): Promise<Result<ContactPage>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const actor = caseActor(ctx.actor, input.organisation);
  const verdict = may(actor, "case.list");
  if (verdict !== true) return refused(verdict);
  const pattern = input.q ? `%${input.q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : undefined;
  const after = input.after ? decode(input.after) : undefined;
  const rows = await ctx.db
    .select()
    .from(contact)
    .where(
      and(
        eq(contact.organisationId, input.organisation),
        pattern
          ? or(
              ilike(contact.name, pattern),
              ilike(contact.department, pattern),
              ilike(contact.function, pattern),
              ilike(contact.email, pattern),
            )
          : undefined,
        after ? sql`(${contact.name}, ${contact.id}) > (${after.name}, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(asc(contact.name), asc(contact.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return done({
    contacts: page.map(viewOf),
    next: rows.length > pageSize && last ? encode(last) : null,
    mayWrite: may(actor, "contact.write") === true,
  });
};

/** Fields as they are stored, or a stop with each wrong one. */
const checked = (input: ContactInput) => {
  const fields: FieldProblem[] = [];
  const emailCanonical = input.email ? canonicalAddress(input.email) : undefined;
  const email = emailProblem(input.email);
  if (email) fields.push({ path: "email", message: email.message });
  else if (input.email && !emailCanonical) {
    fields.push({ path: "email", message: "Cette adresse e-mail n’est pas prise en charge. Vérifiez-la." });
  }
  const phone = phoneProblem(input.phone);
  if (phone) fields.push({ path: "phone", message: phone.message });
  if (fields.length > 0) return refuse(invalid(fields));
  return {
    name: input.name,
    department: input.department || null,
    function: input.function || null,
    side: input.side,
    email: input.email || null,
    emailCanonical: emailCanonical ?? null,
    phone: input.phone || null,
  };
};

const alreadyThere = (known: string): Refusal =>
  invalid([{ path: "email", message: `Cette adresse est déjà celle de «\u00a0${known}\u00a0».` }]);

const ownerOf = async (tx: Tx, organisationId: string, emailCanonical: string | null) => {
  if (!emailCanonical) return undefined;
  const [known] = await tx
    .select()
    .from(contact)
    .where(and(eq(contact.organisationId, organisationId), eq(contact.emailCanonical, emailCanonical)));
  return known;
};

/** Adds a service or a person to the organisation's address book; an address is in it once. */
export const addContact = (ctx: Ctx, { organisation, ...input }: AddContact): Promise<Result<ContactView>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisation), "contact.write"));
    const values = checked(input);
    const known = await ownerOf(tx, organisation, values.emailCanonical);
    if (known) return refuse(alreadyThere(known.name));
    const row = await keepContact(tx, ctx, organisation, values);
    return {
      result: viewOf(row),
      permission,
      audit: noted("contact.add", row, { after: told(row) }),
      events: [],
    };
  });

/** Writes a contact; who holds its address already stays. */
export const keepContact = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  values: ReturnType<typeof checked>,
): Promise<ContactRow> => {
  const [row] = await tx
    .insert(contact)
    .values({ ...values, id: ctx.newId(), organisationId, updatedAt: ctx.now() })
    .onConflictDoNothing()
    .returning();
  return row ?? refuse(alreadyThere(values.name));
};

/** The contact, locked; of another organisation is unknown. */
const contactForUpdate = async (tx: Tx, id: string): Promise<ContactRow> => {
  const [row] = await tx.select().from(contact).where(eq(contact.id, id)).for("update");
  return row ?? refuse(notFound);
};

/** Changes a contact. A stale version is refused with what it is now, in `facts.values`. */
export const editContact = (
  ctx: Ctx,
  id: string,
  { version, ...input }: EditContact,
): Promise<Result<ContactView>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await contactForUpdate(tx, id);
    const permission = permit(may(caseActor(ctx.actor, found.organisationId), "contact.write"));
    if (found.version !== version) {
      return refuse({
        code: "conflict",
        reason: "version_differs",
        detail: "Ce contact a changé pendant votre saisie. Rien n’est perdu : comparez, puis recommencez.",
        facts: { version: String(found.version), values: JSON.stringify(told(found)) },
      });
    }
    const values = checked(input);
    const known = await ownerOf(tx, found.organisationId, values.emailCanonical);
    if (known && known.id !== id) return refuse(alreadyThere(known.name));
    const [row] = await tx
      .update(contact)
      .set({ ...values, updatedAt: ctx.now(), version: version + 1 })
      .where(eq(contact.id, id))
      .returning();
    if (!row) return refuse(notFound);
    return {
      result: viewOf(row),
      permission,
      audit: noted("contact.edit", row, { before: told(found), after: told(row) }),
      events: [],
    };
  });

/** Takes a contact off the address book; participants of cases stay. */
export const removeContact = (ctx: Ctx, id: string): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const found = await contactForUpdate(tx, id);
    const permission = permit(may(caseActor(ctx.actor, found.organisationId), "contact.write"));
    await tx.delete(contact).where(eq(contact.id, id));
    return {
      result: {},
      permission,
      audit: noted("contact.remove", found, { before: told(found) }),
      events: [],
    };
  });
