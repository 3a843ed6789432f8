// Stored messages, what is attached to them, and files.

import assert from "node:assert/strict";
import test from "node:test";
import { client, granted, refused, server, subscribed } from "./bench.mjs";

const root = server();
const alice = client("alice", await granted(root, "alice", { channels: { log: "read write delete", other: "read" } }));
const heard = await subscribed(alice, { channels: ["log"] });
const sent = [];
for (const message of ["one", { two: 2 }, ["three"]]) {
  const more = { meta: { n: sent.length }, customMessageType: "note" };
  sent.push((await alice.publish({ channel: "log", message, ...more })).timetoken);
}
await alice.publish({ channel: "log", message: "not kept", storeInHistory: false });

test("messages are fetched, oldest first, of several channels", async () => {
  const { channels } = await alice.fetchMessages({
    channels: ["log", "other"],
    includeMeta: true,
    includeCustomMessageType: true,
    stringifiedTimeToken: true,
  });
  assert.deepEqual(Object.keys(channels), ["log"]);
  assert.deepEqual(channels.log.map(({ message }) => message), ["one", { two: 2 }, ["three"]]);
  assert.deepEqual(channels.log.map(({ timetoken }) => timetoken), sent);
  assert.deepEqual(channels.log[2].meta, { n: 2 });
  const { uuid, messageType, customMessageType } = channels.log[0]; // -1: the SDK's word for a message
  assert.deepEqual([uuid, messageType, customMessageType], ["alice", -1, "note"]);
});

test("the newest come first where there are too many", async () => {
  const { channels } = await alice.fetchMessages({ channels: ["log"], count: 2, stringifiedTimeToken: true });
  assert.deepEqual(channels.log.map(({ timetoken }) => timetoken), sent.slice(1));
  const earlier = await alice.fetchMessages({ channels: ["log"], start: sent[1] });
  assert.deepEqual(earlier.channels.log.map(({ message }) => message), ["one"]);
});

test("messages of one channel, the older way", async () => {
  const parameters = { channel: "log", includeMeta: true, stringifiedTimeToken: true };
  const { messages, startTimeToken, endTimeToken } = await alice.history(parameters);
  assert.deepEqual(messages.map(({ entry }) => entry), ["one", { two: 2 }, ["three"]]);
  assert.deepEqual(messages.map(({ timetoken }) => timetoken), sent);
  assert.deepEqual(messages[1].meta, { n: 1 });
  assert.deepEqual([startTimeToken, endTimeToken].map(Number), [sent[0], sent[2]].map(Number));
});

test("messages are counted", async () => {
  const one = await alice.messageCounts({ channels: ["log", "other"], channelTimetokens: [sent[0]] });
  assert.deepEqual(one.channels, { log: 2, other: 0 });
  const each = await alice.messageCounts({ channels: ["log", "other"], channelTimetokens: [sent[1], sent[1]] });
  assert.deepEqual(each.channels, { log: 1, other: 0 });
});

test("an action is added, heard, listed, and removed", async () => {
  const action = { type: "reaction", value: "smile" };
  const { data } = await alice.addMessageAction({ channel: "log", messageTimetoken: sent[0], action });
  assert.deepEqual([data.uuid, data.type, data.value, data.messageTimetoken], ["alice", "reaction", "smile", sent[0]]);
  const added = await heard("messageAction");
  assert.deepEqual([added.event, added.publisher, added.data.value], ["added", "alice", "smile"]);
  assert.equal(added.data.actionTimetoken, data.actionTimetoken);
  const listed = await alice.getMessageActions({ channel: "log" });
  assert.deepEqual(listed.data, [data]);
  const { channels } = await alice.fetchMessages({ channels: ["log"], includeMessageActions: true });
  assert.equal(channels.log[0].actions.reaction.smile[0].uuid, "alice");
  await alice.removeMessageAction({ channel: "log", messageTimetoken: sent[0], actionTimetoken: data.actionTimetoken });
  assert.equal((await heard("messageAction")).event, "removed");
  assert.deepEqual((await alice.getMessageActions({ channel: "log" })).data, []);
});

test("a file is sent, heard, listed, downloaded, and deleted", async () => {
  const data = Buffer.from([0, 1, 2, 254, 255, ...Buffer.from("Grüße\r\n--boundary")]);
  const { id, name } = await alice.sendFile({
    channel: "log",
    file: { data, name: "photo.png", mimeType: "image/png" },
    message: { look: true },
  });
  assert.equal(name, "photo.png");
  const event = await heard("file");
  assert.deepEqual([event.file.id, event.file.name, event.message], [id, name, { look: true }]);
  const listed = await alice.listFiles({ channel: "log" });
  assert.deepEqual([listed.count, listed.data[0].id, listed.data[0].size], [1, id, data.length]);
  const file = await alice.downloadFile({ channel: "log", id, name });
  assert.deepEqual(await file.toBuffer(), data);
  const fetched = await fetch(alice.getFileUrl({ channel: "log", id, name }));
  assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), data);
  const { channels } = await alice.fetchMessages({ channels: ["log"], count: 1 });
  assert.deepEqual([channels.log[0].messageType, channels.log[0].message.file.id], [4, id]);
  await alice.deleteFile({ channel: "log", id, name });
  assert.equal((await alice.listFiles({ channel: "log" })).count, 0);
  assert.equal((await refused(alice.downloadFile({ channel: "log", id, name }))).statusCode, 404);
});

test("the secret key sends files as well", async () => {
  const { id, name } = await root.sendFile({ channel: "log", file: { data: "text", name: "a.txt" } });
  assert.equal(await (await root.downloadFile({ channel: "log", id, name })).toString(), "text");
});

test("messages are deleted", async () => {
  const before = (BigInt(sent[0]) - 1n).toString();
  await alice.deleteMessages({ channel: "log", start: before, end: sent[1] });
  const { channels } = await alice.fetchMessages({ channels: ["log"], start: (BigInt(sent[2]) + 1n).toString() });
  assert.deepEqual(channels.log.map(({ message }) => message), [["three"]]);
});

test("what is not permitted is refused, each with its own right", async () => {
  const bob = client("bob", await granted(root, "bob", { channels: { log: "get", other: "read" } }));
  for (const promise of [
    bob.fetchMessages({ channels: ["other", "log"] }),
    bob.history({ channel: "log" }),
    bob.messageCounts({ channels: ["log"], channelTimetokens: ["1"] }),
    bob.deleteMessages({ channel: "log" }),
    bob.addMessageAction({ channel: "log", messageTimetoken: sent[2], action: { type: "a", value: "b" } }),
    bob.getMessageActions({ channel: "log" }),
    bob.sendFile({ channel: "log", file: { data: "x", name: "x" } }),
    bob.listFiles({ channel: "log" }),
    bob.downloadFile({ channel: "log", id: "x", name: "x" }),
    bob.deleteFile({ channel: "log", id: "x", name: "x" }),
  ])
    assert.equal((await refused(promise)).category, "PNAccessDeniedCategory");
});
