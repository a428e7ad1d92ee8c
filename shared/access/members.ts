import * as z from "zod/mini";
import { EmailAddress } from "./schema.ts";

/** Roles given in one organisation, service by service; a service without role is absent. */
export const GivenRoles = z
  .array(
    z.strictObject({
      service: z.string().check(z.maxLength(40)),
      roles: z
        .array(z.string().check(z.maxLength(40)))
        .check(z.minLength(1, "Choisissez un rôle."), z.maxLength(10)),
    }),
  )
  .check(z.minLength(1, "Choisissez au moins un rôle."), z.maxLength(6));
export type GivenRoles = z.infer<typeof GivenRoles>;

export const Invite = z.strictObject({ email: EmailAddress, roles: GivenRoles });
export type Invite = z.infer<typeof Invite>;
/** Whether a mail invites, or an existing account got the roles at once. */
export const Invited = z.object({ state: z.enum(["sent", "joined"]) });
export const CorrectInvitation = z.strictObject({ email: EmailAddress });
/** The whole new set of roles; a service left out is a role taken. */
export const ChangeRoles = z.strictObject({
  roles: z.array(z.strictObject({ service: z.string(), roles: z.array(z.string()) })),
});
export type ChangeRoles = z.infer<typeof ChangeRoles>;

export const ListMembers = z.strictObject({
  search: z.optional(z.string().check(z.maxLength(100))),
  service: z.optional(z.string().check(z.maxLength(40))),
  role: z.optional(z.string().check(z.maxLength(40))),
  /** `current` by default; `former` lists those who left. */
  state: z.optional(z.enum(["current", "former"])),
  /** Only those who have not been seen for this many days. */
  unseenDays: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(1000))),
  after: z.optional(z.string().check(z.maxLength(200))),
});
export type ListMembers = z.infer<typeof ListMembers>;

const Role = z.object({ service: z.string(), roles: z.array(z.string()) });

export const Member = z.object({
  userId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  you: z.boolean(),
  roles: z.array(Role),
  lastSeenAt: z.nullable(z.string()),
  joinedAt: z.string(),
  endedAt: z.nullable(z.string()),
  disabled: z.boolean(),
  secondFactor: z.boolean(),
  /** Roles that cannot be taken because nobody else has them: `mediation.manager`. */
  lastKeeperOf: z.array(z.string()),
  /** What is in their hands, service by service: `{ service: "mediation", count: 12 }`. */
  openWork: z.array(z.object({ service: z.string(), count: z.number() })),
  allowed: z.array(z.string()),
});
export type Member = z.infer<typeof Member>;

export const InvitationView = z.object({
  id: z.string(),
  email: z.string(),
  roles: z.array(Role),
  invitedBy: z.nullable(z.string()),
  invitedByYou: z.boolean(),
  sentAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(["sent", "expired", "undelivered"]),
  /** Why it did not arrive, in French. */
  cause: z.nullable(z.string()),
  allowed: z.array(z.string()),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const MemberPage = z.object({
  members: z.array(Member),
  next: z.nullable(z.string()),
  counts: z.object({ current: z.number(), former: z.number(), invitations: z.number() }),
  invitations: z.array(InvitationView),
  /** Roles this person may give here. */
  grantable: z.array(Role),
  allowed: z.array(z.string()),
});
export type MemberPage = z.infer<typeof MemberPage>;
