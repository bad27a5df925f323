/** Start: the body's first request at once, then the page, then the service worker when all is quiet. */
import { render } from "preact";
import { App } from "./app";
import { startBody } from "./state/body";
import { heedLink } from "./state/player";
import { startKeeping } from "./state/keep";
import { watchConnection } from "./api/online";
import { followLinks } from "./state/route";
import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/parts.css";
import "./styles/forms.css";
import "./styles/stage.css";
import "./styles/screens.css";
import "./styles/guide.css";
import "./styles/compare.css";
import "./styles/print.css";

void startBody();
followLinks();
watchConnection();
heedLink();
render(<App />, document.getElementById("app")!);
startKeeping();
