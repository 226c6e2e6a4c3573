// The gateway: hello, identify or resume, heartbeats, and events numbered so that a client which fell off gets what it missed.

import type { Server } from 'node:http';
import {
  ApplicationFlags,
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
  type GatewayGuildCreateDispatchData,
  type GatewayGuildDeleteDispatchData,
  type GatewayHeartbeatAck,
  type GatewayHello,
  type GatewayInteractionCreateDispatchData,
  type GatewayInvalidSession,
  type GatewayReadyDispatchData,
  type GatewayReconnect,
} from 'discord-api-types/v10';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { fieldsOf } from './form.ts';
import type { State } from './state.ts';

/** An event before it has its number. */
type Dispatch =
  | { t: GatewayDispatchEvents.Ready; d: GatewayReadyDispatchData }
  | { t: GatewayDispatchEvents.Resumed; d: undefined }
  | { t: GatewayDispatchEvents.GuildCreate; d: GatewayGuildCreateDispatchData }
  | { t: GatewayDispatchEvents.GuildDelete; d: GatewayGuildDeleteDispatchData }
  | { t: GatewayDispatchEvents.InteractionCreate; d: GatewayInteractionCreateDispatchData };

type Session = {
  id: string;
  seq: number;
  /** Whether the client has asked to hear of servers. */
  hearsOfGuilds: boolean;
  /** The latest events, oldest first, for a resume to replay. */
  sent: { s: number; event: Dispatch }[];
  socket: WebSocket | undefined;
};

export type Gateway = {
  /** To every session that wants it, also to those that are away: they get it when they resume. Without any session it is lost. */
  dispatch(event: Dispatch): void;
  /** Sessions with a live socket. */
  live(): number;
  /** Cuts the sockets; the sessions live on and can be resumed. */
  drop(): void;
  /** Ends the sessions with op 9: clients have to identify anew and what they missed is lost. */
  invalidate(): void;
  /** Asks clients to reconnect and resume (op 7). */
  askToReconnect(): void;
  close(): void;
};

const HEARTBEAT_EVERY_MS = 41_250;
/** A client that missed more than this cannot resume, as on Discord. */
const REPLAYABLE_EVENTS = 10_000;
const APPLICATION_FLAGS = {
  flags: ApplicationFlags.ApplicationCommandBadge,
  flags_new: String(ApplicationFlags.ApplicationCommandBadge),
};

export type GatewayNeeds = {
  url: () => string;
  guilds: () => readonly { id: string; whole: () => GatewayGuildCreateDispatchData }[];
};

/** Lives on the same port as the REST API and speaks JSON without compression. */
export function createGateway(server: Server, state: State, needs: GatewayNeeds): Gateway {
  const wss = new WebSocketServer({ server });
  const sessions = new Map<string, Session>();
  wss.on('connection', (socket, request) => {
    const query = new URL(request.url ?? '/', 'ws://127.0.0.1').searchParams;
    if (query.has('compress') || (query.get('encoding') ?? 'json') !== 'json') {
      socket.close(GatewayCloseCodes.DecodeError, 'The little Discord speaks plain JSON only');
      return;
    }
    let session: Session | undefined;
    socket.on('message', (raw) => {
      session = receive(socket, readPayload(raw), session);
    });
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = undefined;
      state.changes.announce();
    });
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval: HEARTBEAT_EVERY_MS } });
  });

  function receive(
    socket: WebSocket,
    payload: Readonly<Record<string, unknown>>,
    session: Session | undefined,
  ): Session | undefined {
    switch (payload['op']) {
      case GatewayOpcodes.Heartbeat:
        send(socket, { op: GatewayOpcodes.HeartbeatAck });
        return session;
      case GatewayOpcodes.Identify:
        if (session) return refuse(socket, GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
        return identify(socket, fieldsOf(payload['d']));
      case GatewayOpcodes.Resume:
        if (session) return refuse(socket, GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
        return resume(socket, fieldsOf(payload['d']));
      case GatewayOpcodes.PresenceUpdate:
      case GatewayOpcodes.VoiceStateUpdate:
      case GatewayOpcodes.RequestGuildMembers:
        return session ?? refuse(socket, GatewayCloseCodes.NotAuthenticated, 'Not authenticated.');
      default:
        return refuse(socket, GatewayCloseCodes.UnknownOpcode, 'Unknown opcode.');
    }
  }

  function identify(
    socket: WebSocket,
    { token, intents, shard }: Readonly<Record<string, unknown>>,
  ): Session | undefined {
    if (token !== state.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    if (typeof intents !== 'number') return refuse(socket, GatewayCloseCodes.InvalidIntents, 'Invalid intent(s).');
    const hearsOfGuilds = (intents & GatewayIntentBits.Guilds) !== 0;
    const session: Session = { id: `session-${state.newId()}`, seq: 0, hearsOfGuilds, sent: [], socket };
    sessions.set(session.id, session);
    const guilds = needs.guilds();
    const [shardId, shardCount] = Array.isArray(shard) ? shard.map(Number) : [];
    emit(session, {
      t: GatewayDispatchEvents.Ready,
      d: {
        v: 10,
        user: state.bot,
        guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
        session_id: session.id,
        resume_gateway_url: needs.url(),
        shard: [shardId ?? 0, shardCount ?? 1],
        application: { id: state.applicationId, ...APPLICATION_FLAGS },
      },
    });
    if (hearsOfGuilds)
      for (const guild of guilds) emit(session, { t: GatewayDispatchEvents.GuildCreate, d: guild.whole() });
    state.changes.announce();
    return session;
  }

  function resume(
    socket: WebSocket,
    { token, session_id: id, seq }: Readonly<Record<string, unknown>>,
  ): Session | undefined {
    if (token !== state.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    const session = sessions.get(String(id));
    const from = Number(seq);
    if (!session || from < (session.sent[0]?.s ?? 1) - 1) {
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    if (!(from <= session.seq)) return refuse(socket, GatewayCloseCodes.InvalidSeq, 'Invalid seq.');
    session.socket?.terminate();
    session.socket = socket;
    for (const { s, event } of session.sent) if (s > from) transmit(session, s, event);
    emit(session, { t: GatewayDispatchEvents.Resumed, d: undefined });
    state.changes.announce();
    return session;
  }

  function emit(session: Session, event: Dispatch): void {
    session.seq += 1;
    session.sent.push({ s: session.seq, event });
    if (session.sent.length > REPLAYABLE_EVENTS) session.sent.shift();
    transmit(session, session.seq, event);
  }

  function transmit({ socket }: Session, s: number, event: Dispatch): void {
    if (socket) socket.send(JSON.stringify({ op: GatewayOpcodes.Dispatch, s, ...event }));
  }

  const liveSockets = (): WebSocket[] => [...sessions.values()].flatMap(({ socket }) => socket ?? []);
  return {
    dispatch(event) {
      for (const session of sessions.values())
        if (event.t !== GatewayDispatchEvents.GuildDelete || session.hearsOfGuilds) emit(session, event);
    },
    live: () => liveSockets().length,
    drop() {
      for (const session of sessions.values()) {
        session.socket?.terminate();
        session.socket = undefined;
      }
    },
    invalidate() {
      const sockets = liveSockets();
      sessions.clear();
      for (const socket of sockets) send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
    },
    askToReconnect() {
      for (const socket of liveSockets()) send(socket, { op: GatewayOpcodes.Reconnect });
    },
    close() {
      for (const client of wss.clients) client.terminate();
      wss.close();
    },
  };
}

function refuse(socket: WebSocket, code: GatewayCloseCodes, reason: string): undefined {
  socket.close(code, reason);
}

type Control =
  | Pick<GatewayHello, 'op' | 'd'>
  | Pick<GatewayHeartbeatAck, 'op'>
  | Pick<GatewayInvalidSession, 'op' | 'd'>
  | Pick<GatewayReconnect, 'op'>;

function send(socket: WebSocket, payload: Control): void {
  socket.send(JSON.stringify({ d: null, ...payload, s: null, t: null }));
}

function readPayload(raw: RawData): Readonly<Record<string, unknown>> {
  const bytes = Array.isArray(raw) ? Buffer.concat(raw) : raw instanceof ArrayBuffer ? Buffer.from(raw) : raw;
  try {
    return fieldsOf(JSON.parse(bytes.toString('utf8')));
  } catch {
    // An unreadable payload has no opcode and is refused as one.
    return {};
  }
}
