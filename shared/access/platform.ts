import * as z from "zod/mini";
import { organisationKindCodes } from "./organisation-kinds.ts";
import { EmailAddress } from "./schema.ts";

const Search = z.optional(z.string().check(z.maxLength(100)));
const After = z.optional(z.string().check(z.maxLength(200)));

/** Organisations, accounts and machines as platform administrators see them: never a case, a name of a citizen or a text. */
export const ListOrganisations = z.strictObject({ search: Search, after: After });
export const PlatformOrganisation = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: z.enum(organisationKindCodes),
  services: z.array(z.string()),
  members: z.number(),
  administrators: z.number(),
  /** People who hold a role in each service that is on: those who lose access when it is switched off. */
  holders: z.array(z.object({ service: z.string(), members: z.number() })),
  createdAt: z.string(),
  closedAt: z.nullable(z.string()),
  version: z.number(),
});
export type PlatformOrganisation = z.infer<typeof PlatformOrganisation>;
export const PlatformOrganisationPage = z.object({
  organisations: z.array(PlatformOrganisation),
  next: z.nullable(z.string()),
});

const orgName = z
  .string()
  .check(z.trim(), z.minLength(2, "Écrivez le nom de l’organisation."), z.maxLength(150));
const kind = z.enum(organisationKindCodes, "Choisissez un type d’organisation.");
const services = z.array(z.string().check(z.maxLength(40))).check(z.maxLength(5));
export const CreateOrganisation = z.strictObject({
  name: orgName,
  slug: z
    .string()
    .check(
      z.trim(),
      z.regex(/^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$/, "3 à 60 lettres minuscules, chiffres ou tirets."),
    ),
  kind,
  services,
  administratorEmail: EmailAddress,
});
export type CreateOrganisation = z.infer<typeof CreateOrganisation>;
export const ChangeOrganisation = z.strictObject({ version: z.number(), name: orgName, kind, services });
export type ChangeOrganisation = z.infer<typeof ChangeOrganisation>;

export const ListAccounts = z.strictObject({ search: Search, after: After });
export const PlatformAccount = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.nullable(z.string()),
  disabledAt: z.nullable(z.string()),
  secondFactor: z.boolean(),
  platformAdministrator: z.boolean(),
  openSessions: z.number(),
  organisations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      roles: z.array(z.object({ service: z.string(), roles: z.array(z.string()) })),
    }),
  ),
  you: z.boolean(),
});
export type PlatformAccount = z.infer<typeof PlatformAccount>;
export const PlatformAccountPage = z.object({
  accounts: z.array(PlatformAccount),
  next: z.nullable(z.string()),
});

export const Administrators = z.object({
  administrators: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      email: z.string(),
      since: z.string(),
      lastSeenAt: z.nullable(z.string()),
      you: z.boolean(),
      last: z.boolean(),
    }),
  ),
  invitations: z.array(
    z.object({
      id: z.string(),
      email: z.string(),
      sentAt: z.string(),
      expiresAt: z.string(),
      expired: z.boolean(),
    }),
  ),
});
export type Administrators = z.infer<typeof Administrators>;

export const SiretClaims = z.object({
  claims: z.array(
    z.object({
      id: z.string(),
      organisation: z.object({ id: z.string(), name: z.string() }),
      siret: z.string(),
      status: z.string(),
      method: z.nullable(z.string()),
      /** Another organisation already has this SIRET. */
      rival: z.nullable(z.string()),
      files: z.array(z.object({ id: z.string(), name: z.string(), size: z.number() })),
      createdAt: z.string(),
    }),
  ),
});
export type SiretClaims = z.infer<typeof SiretClaims>;
export const DecideClaim = z.strictObject({
  decision: z.enum(["verified", "refused"]),
  reason: z.optional(z.string().check(z.trim(), z.maxLength(500))),
});
export type DecideClaim = z.infer<typeof DecideClaim>;

/** Signs of life of what runs without anyone looking. */
export const Jobs = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      does: z.string(),
      startedAt: z.nullable(z.string()),
      finishedAt: z.nullable(z.string()),
      lastError: z.nullable(z.string()),
      /** Nothing heard for three times its period. */
      silent: z.boolean(),
    }),
  ),
  queues: z.array(
    z.object({
      queue: z.string(),
      keeps: z.string(),
      waiting: z.number(),
      oldestAt: z.nullable(z.string()),
      dead: z.number(),
    }),
  ),
});
export type Jobs = z.infer<typeof Jobs>;

export const DeadLetters = z.object({
  letters: z.array(
    z.object({
      id: z.string(),
      queue: z.string(),
      at: z.string(),
      replayedAt: z.nullable(z.string()),
      replayedBy: z.nullable(z.string()),
    }),
  ),
  next: z.nullable(z.string()),
  waiting: z.number(),
});
export type DeadLetters = z.infer<typeof DeadLetters>;
export const ListDeadLetters = z.strictObject({
  queue: z.optional(z.string().check(z.maxLength(60))),
  after: After,
});
/** Chosen letters, or all that wait in one queue (500 at most at once). */
export const ReplayDeadLetters = z.strictObject({
  ids: z.optional(z.array(z.uuid()).check(z.minLength(1), z.maxLength(500))),
  queue: z.optional(z.string().check(z.maxLength(60))),
});
export type ReplayDeadLetters = z.infer<typeof ReplayDeadLetters>;
export const Replayed = z.object({ replayed: z.number() });

/** Addresses that are not written to any more; kept as hashes, so only their number and causes can be shown. */
export const Suppressions = z.object({
  total: z.number(),
  byReason: z.array(z.object({ reason: z.string(), label: z.string(), count: z.number() })),
  recent: z.array(z.object({ reason: z.string(), label: z.string(), since: z.string() })),
  /** Unblocked here, and still on the provider's own list, which refused. */
  liftsRefused: z.number(),
});
export type Suppressions = z.infer<typeof Suppressions>;
export const LiftSuppression = z.strictObject({ address: EmailAddress });
