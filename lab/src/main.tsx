/** Starts the page: checks what the browser can do, starts the engine, opens the first body. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { lists } from "./engine/lists";
import { figureSignals } from "./figure";
import { NUMBER_SIGNALS } from "./instruments/numbers";
import { undo } from "./controls/doing";
import { isShared, restore, takeAll } from "./protocols/share";
import { open } from "./state/actions";
import { startLoop } from "./state/loop";
import { startEngine } from "./state/session";
import { catalogue, message, ready } from "./state/store";
import { applyTheme, unkept } from "./theme";
import { followAddress } from "./tours/address";
import { leave } from "./tours/play";
import "uplot/dist/uPlot.min.css";
import "./style/tokens.css";
import "./style/page.css";
import "./style/controls.css";
import "./style/told.css";
import "./style/instruments.css";
import "./style/tours.css";
import "./style/ask.css";
import "./style/protocols.css";
import "./style/print.css";

async function start(page: HTMLElement): Promise<void> {
  startEngine([...figureSignals(), ...NUMBER_SIGNALS]);
  render(<App />, page);
  const read = lists().then((found) => (catalogue.value = found));
  await Promise.all([read, firstBody()]);
  startLoop();
  ready.value = true;
  followAddress();
  window.addEventListener("hashchange", () => void (isShared() && openLink()));
}

/** Opens the link that was put in the address of an open page; what was there can be had back. */
async function openLink(): Promise<void> {
  try {
    const before = await takeAll();
    leave();
    await restore();
    message.value = { kind: "told", text: "The link is open in the place of what was here.", offer: undo(before) };
  } catch (error) {
    cannotOpen(error);
  }
}

function cannotOpen(error: unknown): void {
  message.value = {
    kind: "refused",
    text: `The link cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
  };
}

/** The body that a link describes, or one that stands. */
async function firstBody(): Promise<void> {
  if (isShared()) {
    try {
      return await restore();
    } catch (error) {
      cannotOpen(error);
    }
  }
  await open({ start: "standing" });
}

effect(() => {
  if (!unkept.value) return;
  message.value = {
    kind: "told",
    text: "This browser keeps nothing for the page: theme, level and predictions last until the page is closed",
  };
});

applyTheme();
const page = document.getElementById("page");
if (page) {
  page.replaceChildren();
  if (typeof WebAssembly === "undefined" || typeof Worker === "undefined") {
    render(
      <p class="start" role="alert">
        The body is computed in this page by WebAssembly, which this browser does not have or does
        not allow. Any browser since 2021 has it; some strict settings switch it off.
      </p>,
      page,
    );
  } else {
    start(page).catch((error: unknown) => {
      message.value ??= {
        kind: "trouble",
        text: `The body could not be opened: ${error instanceof Error ? error.message : String(error)}.`,
      };
    });
  }
}
