// A voter. It follows the result of a vote, and never sees the secret key.
//
//     python examples/voting_service.py                                    # the server's side
//     npm install --prefix examples/javascript                             # in another terminal
//     node examples/javascript/voting_client.js alice --password "a rose"
//
// Each line that you type is a vote, `tea` or `coffee`; `forge` tries to announce a result, which voters may not; the
// end of input logs out. In a browser the class Voter is the same, only that `fetch` keeps the cookie by itself.

import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import PubNub from "pubnub";

const MINUTE = Number(process.env.MINUTE ?? 60_000); // milliseconds; tests have no time for whole ones
const REFUSED = "PNAccessDeniedCategory";

class Voter {
  cookie = "";
  attempts = 0; // at subscribing, since it was refused

  constructor(service, userId, tell) {
    Object.assign(this, { service, userId, tell });
  }

  async post(path, form = {}) {
    const response = await fetch(new URL(path, this.service), {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { cookie: this.cookie },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? this.cookie;
    return response.json();
  }

  async login(password) {
    const { sessionId, origin, ssl, subscribeKey, publishKey, ...told } = await this.post("/login", {
      user: this.userId,
      password,
    });
    this.submit = `vote-submit.${sessionId}`;
    this.result = `vote-result.${sessionId}`;
    this.pubnub = new PubNub({ origin, ssl, subscribeKey, publishKey, userId: this.userId });
    this.use(told);
    this.pubnub.addListener({
      status: (event) => this.changed(event),
      message: ({ message }) => this.tell("result", JSON.stringify(message.payload.options)),
    });
    const { timetoken } = await this.pubnub.time();
    this.pubnub.subscribe({ channels: [this.result], timetoken }); // nothing is missed from now on
  }

  // Goes on with this token, which replaces the one before, and fetches the next one in time.
  use({ token, refreshBefore }) {
    this.pubnub.setToken(token);
    const minutes = this.pubnub.parseToken(token).ttl - refreshBefore;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh().catch((error) => this.tell("error", error.message)), minutes * MINUTE);
  }

  // Several refusals at once, of the subscription and of its heartbeat for instance, fetch one token.
  refresh() {
    this.refreshing ??= this.post("/refresh-token")
      .then((told) => this.use(told))
      .then(() => this.tell("refreshed"))
      .finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  // The SDK ends a subscription that is refused and does not try again: the computer slept, say, and the timer with it.
  async changed({ category, error }) {
    if (category === "PNConnectedCategory") {
      this.attempts = 0;
      this.tell("connected", this.result);
    } else if (category === REFUSED || error === REFUSED) {
      this.tell("disconnected", REFUSED);
      if (++this.attempts > 2) return this.tell("given up"); // it is not the age of the token: the right is missing
      try {
        await this.refresh();
        this.pubnub.reconnect();
      } catch (fault) {
        this.tell("error", fault.message); // logged out elsewhere, perhaps: time for a login page
      }
    }
  }

  // A call that is refused is not repeated either. Where a name is given it is the right that is missing, and no other
  // token would help; else it is the token that is of no use any more.
  async publish(channel, message) {
    try {
      return await this.pubnub.publish({ channel, message });
    } catch ({ status }) {
      if (status.category !== REFUSED || status.errorData?.payload) throw new Error(said(status));
      await this.refresh();
      return this.pubnub.publish({ channel, message });
    }
  }

  vote(optionId) {
    return this.publish(this.submit, { type: "vote.submit", eventId: crypto.randomUUID(), payload: { optionId } });
  }

  forge() {
    return this.publish(this.result, { type: "vote.tally", payload: { options: { tea: 0, coffee: 999 } } });
  }

  async logout() {
    await this.refreshing?.catch(() => {}); // a token that is on its way belongs to the session as well
    clearTimeout(this.timer);
    this.pubnub.destroy();
    await this.post("/logout"); // the service revokes the token
  }
}

function said({ statusCode, category, errorData }) {
  return `${statusCode} ${category}: ${[errorData?.message, ...(errorData?.payload?.channels ?? [])].join(", ")}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { service: { type: "string", default: "http://127.0.0.1:8000" }, password: { type: "string" } },
});
const voter = new Voter(values.service, positionals[0], (...words) => console.log(...words));
await voter.login(values.password ?? "");
for await (const line of createInterface({ input: process.stdin })) {
  try {
    await (line === "forge" ? voter.forge() : voter.vote(line));
  } catch (error) {
    console.log("refused", error.message);
  }
}
await voter.logout();
const late = voter.pubnub.publish({ channel: voter.submit, message: "too late" });
await late.catch(({ status }) => console.log("logged out", said(status)));
