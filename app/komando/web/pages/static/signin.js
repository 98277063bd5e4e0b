// Asks for the access token, over whatever the page shows, and ends when the service has taken it.
import { byId } from "./dom.js";

/** Resolves with the session. */
export function askToken(api) {
  const dialog = byId("signin");
  const form = byId("signin-form");
  const token = byId("token");
  const fault = byId("signin-fault");
  fault.hidden = true;
  if (!dialog.open) {
    dialog.showModal();
  }
  token.focus();
  return new Promise((resolve) => {
    dialog.oncancel = (event) => event.preventDefault();
    form.onsubmit = async (event) => {
      event.preventDefault();
      byId("signin-go").disabled = true;
      try {
        const session = await api.signIn(token.value.trim());
        token.value = "";
        dialog.close();
        resolve(session);
      } catch (error) {
        fault.hidden = false;
        byId("signin-fault-text").textContent = error.message;
        token.setAttribute("aria-invalid", "true");
        token.select();
      } finally {
        byId("signin-go").disabled = false;
      }
    };
  });
}
