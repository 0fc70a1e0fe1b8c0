using System.Net.Sockets;

namespace LowLatencyHedger.Transport;

/// <summary>How one connection, or one attempt to connect, ended.</summary>
/// <param name="Type">Who ended it, in Websocket.Client's words.</param>
/// <param name="Fault">The exact cause; None after a clean close handshake.</param>
/// <param name="CloseCode">
/// The RFC 6455 code that the peer sent or, when this side closed, the one that it sent; 1005 = a close frame without a code; 0 = no close
/// frame at all.
/// </param>
/// <param name="HttpStatus">The status of an upgrade that was not answered with 101 (for example 429); otherwise 0.</param>
/// <param name="SocketError">The socket's error where there was one.</param>
/// <param name="ClosedNanos">When it ended: the <c>nowNanos</c> of the poll that reports it.</param>
/// <param name="Detail">For a person to read: the close reason or the error's text. Never needed to decide.</param>
public readonly record struct DisconnectionInfo(
    DisconnectionType Type,
    TransportFault Fault,
    ushort CloseCode,
    ushort HttpStatus,
    SocketError SocketError,
    long ClosedNanos,
    string Detail);
