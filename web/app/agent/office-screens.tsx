import type { ReactNode } from "react";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { FirstStepsPage } from "../../modules/mediation/office/first-steps-page.tsx";
import { FormPage } from "../../modules/mediation/office/form-page.tsx";
import { maySetMediation } from "../../modules/mediation/office/rights.ts";
import { RulesPage } from "../../modules/mediation/office/rules-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

/** To whom the settings of the mediation are not, they do not exist. */
function Office({ page }: { page: (space: AgentSpace) => ReactNode }) {
  const space = useSpace();
  return maySetMediation(space) ? page(space) : <NotFoundPage reason="no_right" />;
}

export const Form = () => <Office page={(space) => <FormPage space={space} />} />;
export const Rules = () => <Office page={(space) => <RulesPage space={space} />} />;
export const FirstSteps = () => <Office page={(space) => <FirstStepsPage space={space} />} />;
