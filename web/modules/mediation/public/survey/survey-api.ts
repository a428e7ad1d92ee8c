import type { SurveyAnswers } from "../../../../../shared/mediation/survey.ts";
import { answer, mediation, repeatableMediation } from "../../../../app/client.ts";

export const openSurvey = (token: string) => answer(repeatableMediation.avis.open.$post({ json: { token } }));
/** Asked once: the link burns with the answer. */
export const sendOpinion = (given: SurveyAnswers) => answer(mediation.avis.answers.$post({ json: given }));
