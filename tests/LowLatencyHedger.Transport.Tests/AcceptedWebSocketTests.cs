using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>The server's end against the production client, over a real socket.</summary>
public sealed class AcceptedWebSocketTests : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private AcceptedWebSocket? _server;

    public AcceptedWebSocketTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _listener.Blocking = false;
    }

    public void Dispose()
    {
        _server?.Dispose();
        _listener.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exchange_MessagesOfManySizes_ArriveWholeBothWays(bool isTls)
    {
        string[] sent = [.. new[] { 0, 1, 3, 125, 126, 127, 1_000, 20_000 }.Select(length => new string('x', length) + "end")];
        var received = new List<string>();
        var handler = new RecordingHandler { OnTextDo = received.Add };
        using var client = Connect(isTls, handler);

        var back = new List<string>();
        foreach (var text in sent)
        {
            Assert.True(client.TrySendText(Encoding.UTF8.GetBytes(text)));
        }

        Drive.Until(client, handler, () => Serve(back) && back.Count == sent.Length);
        back.ForEach(text => _server!.Send(Encoding.UTF8.GetBytes(text)));
        Drive.Until(client, handler, () => received.Count == sent.Length);

        Assert.Equal(sent, back);
        Assert.Equal(sent, received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Close_ByTheClient_IsAnswered(bool isTls)
    {
        var handler = new RecordingHandler();
        using var client = Connect(isTls, handler);

        client.Close(1000, "");
        Drive.Until(client, handler, () => Serve([]) && client.State == TransportState.Closed);

        Assert.True(_server!.IsEnded);
        Assert.Equal(DisconnectionType.ByUser, handler.Closed.Type);
        Assert.Equal(TransportFault.None, handler.Closed.Fault);
    }

    [Fact]
    public void Dispose_WhileOpen_IsALostConnectionToTheClient()
    {
        var handler = new RecordingHandler();
        using var client = Connect(isTls: false, handler);

        _server!.Dispose();
        Drive.UntilClosed(client, handler);

        Assert.Equal(DisconnectionType.Lost, handler.Closed.Type);
    }

    private PolledWebSocket Connect(bool isTls, RecordingHandler handler)
    {
        var client = new PolledWebSocket(new TransportSettings { TrustedRoots = TestCertificates.Trusted }, new StopwatchClock());
        client.Connect(new Uri($"{(isTls ? "wss" : "ws")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/"));
        Drive.Until(client, handler, () =>
        {
            if (_server is null && _listener.Poll(0, SelectMode.SelectRead))
            {
                _server = new AcceptedWebSocket(_listener.Accept(), isTls ? TestCertificates.For("127.0.0.1") : null, new StopwatchClock());
            }

            return Serve([]) && client.State == TransportState.Open;
        });
        Assert.True(_server!.IsOpen);
        return client;
    }

    private bool Serve(List<string> received)
    {
        while (_server is not null && _server.TryReceive(out var utf8))
        {
            received.Add(Encoding.UTF8.GetString(utf8));
        }

        return true;
    }
}
