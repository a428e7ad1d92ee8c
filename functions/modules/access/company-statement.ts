import { Company, companySeal } from "../../../shared/access/companies.ts";
import { siretWords } from "../../../shared/access/siret.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { unseal } from "../../platform/seal.ts";

/**
 * What the directory said of a company two hours ago at most, as the function `companies` sealed it. Refuses anything
 * else, and an establishment that is not the head office: one organisation is one company (declarations.md §2).
 */
export const companyOf = async (ctx: Ctx, proof: string): Promise<Result<Company>> => {
  const read = Company.safeParse(await unseal(ctx.env, companySeal.purpose, proof));
  if (!read.success) return refused(proofOver);
  const { headOffice, headOfficeSiret } = read.data;
  return headOffice === false ? refused(notHeadOffice(headOfficeSiret)) : done(read.data);
};

const proofOver: Refusal = {
  code: "invalid",
  reason: "proof_over",
  detail: "La vérification de ce SIRET date de plus de deux heures. Vérifiez-le à nouveau.",
};
const notHeadOffice = (siret: string | null): Refusal => {
  const instead = siret ? ` : ${siretWords(siret)}` : "";
  return {
    code: "conflict",
    reason: "not_head_office",
    detail: `Ce numéro est celui d’un établissement secondaire. Donnez celui du siège${instead}.`,
    ...(siret ? { facts: { headOfficeSiret: siret } } : {}),
  };
};
