/** The page; shows what can be done and what is so as `window.lab`, to tests and to the curious. */
import * as actions from "./state/actions";
import * as session from "./state/session";
import * as store from "./state/store";
import "./main";

Object.assign(window, { lab: { actions, session, store } });
