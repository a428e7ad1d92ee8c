import { FollowUpPage } from "../../modules/mediation/public/follow-up/page.tsx";
import { startPage } from "../start.tsx";

startPage(<FollowUpPage />);
