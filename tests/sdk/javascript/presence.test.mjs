// Who is where, channel groups, and devices that are pushed to.

import assert from "node:assert/strict";
import test from "node:test";
import { client, granted, refused, server, subscribed } from "./bench.mjs";

const root = server();
const channels = { lobby: "read", "lobby-pnpres": "read", red: "read write", blue: "read write" };
const groups = { team: "read manage", "team-pnpres": "read" };
const token = (user) => granted(root, user, { channels, groups });
const alice = client("alice", await token("alice"));
const bob = client("bob", await token("bob"));
const heard = await subscribed(alice, { channels: ["lobby"], withPresence: true });

test("joining and leaving is told", async () => {
  const joined = await heard("presence");
  assert.deepEqual([joined.action, joined.uuid, joined.channel, joined.occupancy], ["join", "alice", "lobby", 1]);
  await subscribed(bob, { channels: ["lobby"] });
  const second = await heard("presence");
  assert.deepEqual([second.action, second.uuid, second.occupancy], ["join", "bob", 2]);
  bob.unsubscribe({ channels: ["lobby"] });
  const left = await heard("presence");
  assert.deepEqual([left.action, left.uuid, left.occupancy], ["leave", "bob", 1]);
});

test("who is here, and where somebody is", async () => {
  await subscribed(bob, { channels: ["lobby", "red"] });
  await heard("presence", ({ action }) => action === "join");
  const here = await alice.hereNow({ channels: ["lobby"] });
  assert.equal(here.totalOccupancy, 2);
  assert.deepEqual(here.channels.lobby.occupants.map(({ uuid }) => uuid).sort(), ["alice", "bob"]);
  const both = await alice.hereNow({ channels: ["lobby", "red"] });
  assert.deepEqual([both.totalChannels, both.channels.red.occupancy], [2, 1]);
  assert.deepEqual((await alice.hereNow({ channels: ["lobby"], includeUUIDs: false })).channels.lobby.occupants, []);
  assert.deepEqual((await alice.whereNow({ uuid: "bob" })).channels.sort(), ["lobby", "red"]);
  assert.deepEqual((await root.hereNow({})).channels.red.occupancy, 1);
});

test("a state is told, and kept", async () => {
  assert.deepEqual((await bob.setState({ channels: ["lobby"], state: { mood: "fine" } })).state, { mood: "fine" });
  const event = await heard("presence", ({ action }) => action === "state-change");
  assert.deepEqual([event.uuid, event.state], ["bob", { mood: "fine" }]);
  assert.deepEqual((await alice.getState({ uuid: "bob", channels: ["lobby"] })).channels, { lobby: { mood: "fine" } });
  const here = await alice.hereNow({ channels: ["lobby"], includeState: true });
  assert.deepEqual(here.channels.lobby.occupants.find(({ uuid }) => uuid === "bob").state, { mood: "fine" });
});

test("presence asks for read", async () => {
  const carol = client("carol", await granted(root, "carol", { channels: { lobby: "write" } }));
  for (const promise of [
    carol.hereNow({ channels: ["lobby"] }),
    carol.hereNow({}),
    carol.setState({ channels: ["lobby"], state: {} }),
    carol.getState({ uuid: "bob", channels: ["lobby"] }),
  ])
    assert.equal((await refused(promise)).category, "PNAccessDeniedCategory");
  assert.deepEqual((await carol.whereNow({ uuid: "nobody" })).channels, []);
});

test("a group is filled, listed, and emptied", async () => {
  await alice.channelGroups.addChannels({ channels: ["red", "blue"], channelGroup: "team" });
  const listed = await alice.channelGroups.listChannels({ channelGroup: "team" });
  assert.deepEqual(listed.channels.sort(), ["blue", "red"]);
  await alice.channelGroups.removeChannels({ channels: ["blue"], channelGroup: "team" });
  assert.deepEqual((await alice.channelGroups.listChannels({ channelGroup: "team" })).channels, ["red"]);
  assert.deepEqual((await root.channelGroups.listGroups()).groups, ["team"]);
});

test("whoever follows a group hears its channels, also those that come later", async () => {
  const carol = client("carol", await token("carol"));
  const until = await subscribed(carol, { channelGroups: ["team"], withPresence: true });
  const joined = await until("presence");
  assert.deepEqual([joined.uuid, joined.channel], ["carol", "red"]);
  await bob.publish({ channel: "red", message: "through the group" });
  const event = await until("message");
  assert.deepEqual([event.channel, event.subscription], ["red", "team"]);
  await alice.channelGroups.addChannels({ channels: ["blue"], channelGroup: "team" });
  await bob.publish({ channel: "blue", message: "later" });
  assert.equal((await until("message")).channel, "blue");
  const here = await alice.hereNow({ channelGroups: ["team"] });
  assert.ok(here.channels.red.occupants.some(({ uuid }) => uuid === "carol"));
});

test("a group that was deleted is empty", async () => {
  await alice.channelGroups.deleteGroup({ channelGroup: "team" });
  assert.deepEqual((await alice.channelGroups.listChannels({ channelGroup: "team" })).channels, []);
});

test("a group asks for manage", async () => {
  const carol = client("carol", await granted(root, "carol", { groups: { team: "read" } }));
  for (const promise of [
    carol.channelGroups.addChannels({ channels: ["red"], channelGroup: "team" }),
    carol.channelGroups.listChannels({ channelGroup: "team" }),
    carol.channelGroups.deleteGroup({ channelGroup: "team" }),
    carol.channelGroups.listGroups(),
  ]) {
    const status = await refused(promise);
    assert.equal(status.category, "PNAccessDeniedCategory");
  }
});

test("devices are registered", async () => {
  for (const gateway of [
    { pushGateway: "fcm", device: "registration" },
    { pushGateway: "apns2", device: "0123456789abcdef".repeat(4), topic: "com.example", environment: "development" },
  ]) {
    await alice.push.addChannels({ ...gateway, channels: ["red", "blue"] });
    assert.deepEqual((await root.push.listChannels(gateway)).channels.sort(), ["blue", "red"]);
    await alice.push.removeChannels({ ...gateway, channels: ["red"] });
    assert.deepEqual((await root.push.listChannels(gateway)).channels, ["blue"]);
    await root.push.deleteDevice(gateway);
    assert.deepEqual((await root.push.listChannels(gateway)).channels, []);
    const status = await refused(alice.push.addChannels({ ...gateway, channels: ["secret"] }));
    assert.equal(status.category, "PNAccessDeniedCategory");
  }
});
