import { RequestFormPage } from "../../modules/mediation/public/request-form/page.tsx";
import { startPage } from "../start.tsx";

startPage(<RequestFormPage />);
