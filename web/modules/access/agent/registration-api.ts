import type {
  ConfirmRegistration,
  FoundCompany,
  RegisterCompany,
  RegistrationPreview,
} from "../../../../shared/access/companies.ts";
import type { SignedIn } from "../../../../shared/access/schema.ts";
import { siretDigits } from "../../../../shared/access/siret.ts";
import { call } from "../../../app/api.ts";

/** What the directory of companies says of an establishment. */
export const findCompany = (siret: string) =>
  call<FoundCompany>("GET", `/api/companies/${encodeURIComponent(siretDigits(siret))}`);
/** With the headers of a proof of work. */
export const registerCompany = (input: RegisterCompany, headers: Record<string, string>) =>
  call<unknown>("POST", "/api/access/companies", input, { headers });
export const readRegistration = (token: string) =>
  call<RegistrationPreview>("POST", "/api/access/companies/read", { token }, { repeatable: true });
export const confirmRegistration = (input: ConfirmRegistration) =>
  call<SignedIn>("POST", "/api/access/companies/confirm", input);
/** The company is here already: its administrators are asked to invite the person. */
export const askToJoin = (token: string) => call<unknown>("POST", "/api/access/companies/join", { token });
