using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LowLatencyHedger.Transport.Tests;

public sealed class SocketTuningTests
{
    /// <summary>TCP_INFO of Linux's netinet/tcp.h, and where it has the count of segments that nobody has acknowledged yet.</summary>
    private const int TcpInfo = 11;
    private const int UnacknowledgedAt = 24;

    private const int MessageBytes = 700;

    [Fact]
    public void Acknowledge_AfterAReceive_SendsWhatTheReceiveDidNot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the option is Linux's");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        using var server = listener.Accept();
        var report = SocketTuning.Apply(client, new TransportSettings { QuickAck = true });
        var message = new byte[MessageBytes];
        var owed = 0;

        // At the start of a connection the kernel acknowledges everything at once, whatever it is asked for.
        const int Messages = 100;
        for (var i = 0; i < Messages; i++)
        {
            server.Send(message);
            Assert.Equal(MessageBytes, client.Receive(message));
            owed += Unacknowledged(server);
            SocketTuning.Acknowledge(client);
            Assert.Equal(0, Unacknowledged(server));
        }

        Assert.Equal(OptionOutcome.Applied, report.QuickAck);
        Assert.InRange(owed, Messages / 2, Messages);
    }

    private static int Unacknowledged(Socket socket)
    {
        Span<byte> info = stackalloc byte[UnacknowledgedAt + sizeof(int)];
        socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info);
        return BinaryPrimitives.ReadInt32LittleEndian(info[UnacknowledgedAt..]);
    }
}
