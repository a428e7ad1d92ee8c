import { CopyLinksPage } from "../../modules/mail/copy-links/page.tsx";
import { startPage } from "../start.tsx";

startPage(<CopyLinksPage />);
