using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The options of a hot socket. The Linux ones are best effort; their numbers are from Linux's asm-generic/socket.h and netinet/tcp.h.
/// </summary>
public static class SocketTuning
{
    private const int SolSocket = 1;
    private const int SoBusyPoll = 46;
    private const int SolTcp = 6;
    private const int TcpQuickAck = 12;
    private const int TcpCongestion = 13;

    // Of TCP_QUICKACK: what is owed goes now; what comes next is not acknowledged within the receive call. See __tcp_sock_set_quickack in Linux's
    // net/ipv4/tcp.c: the first also takes the socket out of the state that the second puts it into, so the second follows each time.
    private const int AcknowledgeNow = 1;
    private const int AcknowledgeLater = 0;

    /// <summary>Sets what the settings ask for and tells what the system took.</summary>
    public static SocketOptionReport Apply(Socket socket, TransportSettings settings) => new(
        Try(socket, SocketOptionLevel.Tcp, SocketOptionName.NoDelay),
        Try(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive),
        settings.QuickAck ? TryRaw(socket, SolTcp, TcpQuickAck, AcknowledgeLater) : OptionOutcome.NotRequested,
        settings.BusyPollMicros > 0 ? TryRaw(socket, SolSocket, SoBusyPoll, settings.BusyPollMicros) : OptionOutcome.NotRequested,
        settings.CongestionControl.Length > 0 ? TryRaw(socket, SolTcp, TcpCongestion, settings.CongestionControl) : OptionOutcome.NotRequested);

    /// <summary>Sends the acknowledgement that is owed; only after <see cref="Apply"/> reported that the system takes it.</summary>
    public static void Acknowledge(Socket socket)
    {
        TryRaw(socket, SolTcp, TcpQuickAck, AcknowledgeNow);
        TryRaw(socket, SolTcp, TcpQuickAck, AcknowledgeLater);
    }

    private static OptionOutcome Try(Socket socket, SocketOptionLevel level, SocketOptionName name)
    {
        try
        {
            socket.SetSocketOption(level, name, true);
            return OptionOutcome.Applied;
        }
        catch (SocketException)
        {
            return OptionOutcome.Refused;
        }
    }

    private static OptionOutcome TryRaw(Socket socket, int level, int name, int value) =>
        TryRaw(socket, level, name, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    private static OptionOutcome TryRaw(Socket socket, int level, int name, string value) => TryRaw(socket, level, name, Encoding.ASCII.GetBytes(value));

    private static OptionOutcome TryRaw(Socket socket, int level, int name, ReadOnlySpan<byte> value)
    {
        if (!OperatingSystem.IsLinux())
        {
            return OptionOutcome.Refused;
        }

        try
        {
            socket.SetRawSocketOption(level, name, value);
            return OptionOutcome.Applied;
        }
        catch (SocketException)
        {
            return OptionOutcome.Refused;
        }
    }
}
