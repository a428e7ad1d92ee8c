import { SurveyPage } from "../../modules/mediation/public/survey/page.tsx";
import { startPage } from "../start.tsx";

startPage(<SurveyPage />);
