import * as z from "zod/mini";
import { EmailAddress, NewPassword, TotpCode, UpdateProfile } from "./schema.ts";

/**
 * What the State's directory of companies says of one establishment. `directory`: name and address are official.
 * `masked`: the company asked not to be published, so what is null is typed by the person. `unavailable`: the
 * directory did not answer, nothing is known and all is typed.
 */
export const Company = z.object({
  siret: z.string(),
  source: z.enum(["directory", "masked", "unavailable"]),
  name: z.nullable(z.string()),
  address: z.nullable(z.string()),
  /** Whether it is the head office; null when nobody could say. */
  headOffice: z.nullable(z.boolean()),
  /** SIRET of the head office, when it is another establishment. */
  headOfficeSiret: z.nullable(z.string()),
});
export type Company = z.infer<typeof Company>;

/** An answer of GET /api/companies/:siret, with a signed copy to hand back when registering (two hours). */
export const FoundCompany = z.object({ company: Company, proof: z.string() });
export type FoundCompany = z.infer<typeof FoundCompany>;

/** From how many characters companies are suggested by their name, and how many at the most. */
export const suggestedCompanies = { from: 3, most: 5 } as const;
const NamedCompany = z.object({ siren: z.string(), name: z.string(), address: z.nullable(z.string()) });
export type NamedCompany = z.infer<typeof NamedCompany>;
/** An answer of `GET /api/companies/search?q=`: active companies that are published. */
export const NamedCompanies = z.object({ companies: z.array(NamedCompany) });
export type NamedCompanies = z.infer<typeof NamedCompanies>;

export const companySeal = { purpose: "company directory answer", seconds: 2 * 3600 } as const;

/**
 * An answer of GET /api/companies/:siret/published-address: the address that the directory of public services publishes
 * for a local authority, masked, with a sealed copy of the whole one to hand back within a quarter of an hour. Nothing
 * for anyone else, and when that directory does not answer.
 */
export const FoundAddress = z.object({
  found: z.nullable(z.object({ address: z.string(), proof: z.string() })),
});
export type FoundAddress = z.infer<typeof FoundAddress>;
/** What is sealed: which SIRET has which address. */
export const PublishedAddress = z.object({ siret: z.string(), address: z.string() });
export type PublishedAddress = z.infer<typeof PublishedAddress>;
export const publishedAddressSeal = { purpose: "address published for a siret", seconds: 900 } as const;
/** `m…@ville.example`: enough to know one's own address, too little to learn another's. */
export const maskedAddress = (address: string): string =>
  `${address.slice(0, 1)}…${address.slice(address.lastIndexOf("@"))}`;

const Token = z.string().check(z.maxLength(2000));
const typed = (most: number) => z.optional(z.string().check(z.trim(), z.maxLength(most)));

/** A live-performance company registers itself: what the directory said, and who asks. */
export const RegisterCompany = z.strictObject({
  proof: z.string().check(z.maxLength(4000)),
  /** Asked for when the directory did not give it. */
  name: typed(150),
  address: typed(300),
  firstName: UpdateProfile.shape.firstName,
  lastName: UpdateProfile.shape.lastName,
  email: EmailAddress,
});
export type RegisterCompany = z.infer<typeof RegisterCompany>;

export const ReadRegistration = z.strictObject({ token: Token });
/** What the holder of a registration link is about to do. */
export const RegistrationPreview = z.object({
  siret: z.string(),
  name: z.string(),
  address: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  expiresAt: z.string(),
  /** An account with this address exists: sign in with it, then confirm without choosing a password. */
  hasAccount: z.boolean(),
  /** The company already uses Guichet: one may ask its administrators to join it. */
  alreadyHere: z.boolean(),
});
export type RegistrationPreview = z.infer<typeof RegistrationPreview>;
/** `password` is for a new account; whoever is signed in with the address confirms without. */
export const ConfirmRegistration = z.strictObject({ token: Token, password: z.optional(NewPassword) });
export type ConfirmRegistration = z.infer<typeof ConfirmRegistration>;

export const claimStatuses = {
  unverified: "Non vérifiée",
  pending: "En cours de vérification",
  verified: "Vérifiée",
  refused: "Refusée",
  disputed: "Contestée",
} as const;
/** Ways to prove that a company is one's own, with their label. */
export const claimMethods = {
  proconnect: "ProConnect, avec un compte qui a ce SIRET",
  public_email: "Un code envoyé à l’adresse que l’annuaire du service public publie",
  document: "Un justificatif de moins de 3 mois et un pouvoir signé",
} as const;
export type ClaimMethod = keyof typeof claimMethods;

/** Files of one proof: how many, how large each (bytes), and which kinds. */
export const claimFiles = {
  most: 5,
  mostBytes: 700 * 1024,
  types: ["application/pdf", "image/png", "image/jpeg"],
} as const;

/** Where an organisation stands with its SIRET. */
export const Claim = z.object({
  id: z.string(),
  siret: z.string(),
  status: z.enum(["unverified", "pending", "verified", "refused", "disputed"]),
  method: z.nullable(z.enum(["proconnect", "public_email", "document"])),
  /** Why it was refused. */
  reason: z.nullable(z.string()),
  files: z.array(z.object({ id: z.string(), name: z.string(), size: z.number() })),
  sentAt: z.nullable(z.string()),
  decidedAt: z.nullable(z.string()),
  /** Working days in which an answer is usual. */
  answerDays: z.number(),
  /** Ways to prove it that this organisation has, besides a published address: the directory alone knows that. */
  methods: z.array(z.enum(["proconnect", "document"])),
  /** Whether documents may be added and sent now. */
  open: z.boolean(),
  /** Whether a code may be sent to the address published for the SIRET. */
  mayAskCode: z.boolean(),
  /** The code that was sent last and may still be typed; the address is masked. */
  code: z.nullable(z.object({ address: z.string(), expiresAt: z.string() })),
});
export type Claim = z.infer<typeof Claim>;

/** One document of a proof, in base64. */
export const AddClaimFile = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1, "Donnez un nom au document."), z.maxLength(200)),
  base64: z.string().check(z.minLength(1, "Choisissez un document."), z.maxLength(1_000_000)),
});
export type AddClaimFile = z.infer<typeof AddClaimFile>;
/** A short-lived address of one document. */
export const ClaimFileLink = z.object({ url: z.string(), expiresAt: z.string() });

/** Asks for a code at the published address, with what GET /api/companies/:siret/published-address sealed. */
export const SendClaimCode = z.strictObject({ proof: z.string().check(z.maxLength(4000)) });
/** The six digits that address received. */
export const GiveClaimCode = TotpCode;

/** An organisation that has no SIRET yet says which one is its own. */
export const StartClaim = z.strictObject({ proof: z.string().check(z.maxLength(4000)) });
