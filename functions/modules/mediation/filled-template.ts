import type { FilledTemplates } from "../../../shared/mediation/templates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { done, notFound, type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { fillTemplates } from "./fill-templates.ts";

const toFill: Refusal = {
  code: "conflict",
  reason: "variable_to_fill",
  detail: "Une variable du modèle n’a pas de valeur sur ce dossier.",
};

/** One template as nobody will read it again before it leaves: refused when something of it has no value on the case. */
export const filledTemplate = async (
  ctx: Ctx,
  about: { organisation: string; case: string },
  templateId: string,
): Promise<Result<FilledTemplates["templates"][number]>> => {
  const filled = await fillTemplates(ctx, about);
  if (!filled.ok) return filled;
  const template = filled.value.templates.find(({ id }) => id === templateId);
  if (!template) return refused(notFound);
  return template.empty.length > 0 ? refused(toFill) : done(template);
};
