using System.Net;
using System.Net.Sockets;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>The way to an open connection, and every way not to get there.</summary>
public sealed class ConnectTests : IDisposable
{
    private readonly RawServer _server = new();
    private readonly RecordingHandler _handler = new();
    private readonly PolledWebSocket _client = new(new TransportSettings(), new StopwatchClock());

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void Connect_Request_IsThatOfRfc6455()
    {
        _server.Meet(_client, _handler);
        var lines = _server.Request.Split("\r\n");
        Assert.Equal("GET /ws/api/v2?x=1 HTTP/1.1", lines[0]);
        Assert.Contains($"Host: 127.0.0.1:{_server.Uri.Port}", lines);
        Assert.Contains("Upgrade: websocket", lines);
        Assert.Contains("Connection: Upgrade", lines);
        Assert.Contains("Sec-WebSocket-Version: 13", lines);
        Assert.DoesNotContain("Extensions", _server.Request, StringComparison.Ordinal);
        Assert.DoesNotContain("Protocol", _server.Request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n\r\n", TransportFault.UpgradeRefused, 429)]
    [InlineData("HTTP/1.1 503\r\n\r\n", TransportFault.UpgradeRefused, 503)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", TransportFault.UpgradeRefused, 302)]
    [InlineData("HTTP/1.0 101 No\r\n\r\n", TransportFault.UpgradeInvalid, 0)]
    [InlineData("SSH-2.0-OpenSSH_9\r\n\r\n", TransportFault.UpgradeInvalid, 0)]
    [InlineData("HTTP/1.1 1x1 No\r\n\r\n", TransportFault.UpgradeInvalid, 0)]
    [InlineData("\r\n\r\n", TransportFault.UpgradeInvalid, 0)]
    [InlineData("HTTP/1.1 101 Ok\r\nno colon\r\n\r\n", TransportFault.UpgradeInvalid, 101)]
    public void Poll_OtherAnswerThan101_IsRefusedWithItsStatus(string answer, TransportFault fault, int status)
    {
        _server.Meet(_client, _handler);
        _server.Send(Encoding.ASCII.GetBytes(answer));
        Drive.UntilClosed(_client, _handler);
        Assert.Equal((DisconnectionType.Error, fault, status), (_handler.Closed.Type, _handler.Closed.Fault, _handler.Closed.HttpStatus));
        Assert.Single(_handler.Calls);
        Assert.NotEqual("", _handler.Closed.Detail);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: x")]
    [InlineData("Sec-WebSocket-Accept", "Sec-WebSocket-Except")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c")]
    [InlineData("Upgrade: websocket\r\n", "")]
    [InlineData("Connection: Upgrade", "Connection: keep-alive, Upgrades")]
    [InlineData("Connection:", "Sec-WebSocket-Extensions: permessage-deflate\r\nConnection:")]
    [InlineData("Connection:", "Sec-WebSocket-Protocol: chat\r\nConnection:")]
    public void Poll_101WithOneWrongHeader_IsInvalid(string right, string wrong)
    {
        _server.Meet(_client, _handler);
        _server.Send(Encoding.ASCII.GetBytes(_server.Answer().Replace(right, wrong)));
        Drive.UntilClosed(_client, _handler);
        Assert.Equal((DisconnectionType.Error, TransportFault.UpgradeInvalid), (_handler.Closed.Type, _handler.Closed.Fault));
    }

    [Fact]
    public void Poll_101InAnotherSpelling_IsAccepted()
    {
        _server.Meet(_client, _handler);
        _server.Send(Encoding.ASCII.GetBytes(_server.Answer()
            .Replace("Upgrade: websocket", "UPGRADE:WebSocket ").Replace("Connection: Upgrade", "connection: keep-alive , upgrade")));
        Drive.UntilOpen(_client, _handler);
    }

    [Fact]
    public void Poll_EndlessHeader_IsCutOff()
    {
        _server.Meet(_client, _handler);
        _server.Send(Encoding.ASCII.GetBytes("HTTP/1.1 101 Ok\r\nX: " + new string('a', 20_000)));
        Drive.UntilClosed(_client, _handler);
        Assert.Equal(TransportFault.UpgradeInvalid, _handler.Closed.Fault);
    }

    [Fact]
    public void Poll_ServerDropsMidHandshake_IsAnError()
    {
        _server.Meet(_client, _handler);
        _server.Send("HTTP/1.1 101 Swi"u8);
        _server.Drop();
        Drive.UntilClosed(_client, _handler);
        Assert.Equal((DisconnectionType.Error, TransportFault.EndOfStream), (_handler.Closed.Type, _handler.Closed.Fault));
    }

    [Fact]
    public void Poll_ServerNeverAnswers_EndsAtTheDeadline()
    {
        // The deadline counts from the first poll; the clock of this test moves only by hand.
        _client.Connect(_server.Uri);
        _client.Poll(_handler, 100);
        _client.Poll(_handler, 99 + (5 * Nanos.PerSecond));
        Assert.Empty(_handler.Calls);
        _client.Poll(_handler, 100 + (5 * Nanos.PerSecond));
        Assert.Equal(TransportFault.ConnectTimeout, _handler.Closed.Fault);
        Assert.Equal(TransportState.Closed, _client.State);
        Assert.Equal(0, _client.Poll(_handler, long.MaxValue));
        Assert.Single(_handler.Calls);
    }

    [Fact]
    public void Poll_NobodyListens_IsConnectFailed()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _client.Connect(new Uri($"ws://localhost:{((IPEndPoint)closed.LocalEndPoint!).Port}/"));
        Drive.UntilClosed(_client, _handler);
        Assert.Equal((TransportFault.ConnectFailed, SocketError.ConnectionRefused), (_handler.Closed.Fault, _handler.Closed.SocketError));
        Assert.Equal(DisconnectionType.Error, _handler.Closed.Type);
    }

    [Fact]
    public void Poll_NameWithoutAddress_IsNameNotResolved()
    {
        // RFC 2606 reserves .invalid: no resolver answers it.
        _client.Connect(new Uri("ws://nowhere.invalid/"));
        Drive.UntilClosed(_client, _handler);
        Assert.Equal(TransportFault.NameNotResolved, _handler.Closed.Fault);
    }

    [Fact]
    public void Connect_NameWithSeveralAddresses_TriesThemAll()
    {
        _client.Connect(new Uri($"ws://localhost:{_server.Uri.Port}/"));
        Drive.Until(_client, _handler, () => _client.SocketOptions != default || _handler.Calls.Count > 0);
        Assert.Empty(_handler.Calls);
    }

    [Fact]
    public void Close_WhileConnecting_AbortsAndTheTransportCanConnectAgain()
    {
        _client.Connect(_server.Uri);
        _client.Close(1000, "");
        _client.Poll(_handler, 0);
        Assert.Equal(["closed ByUser 0 0"], _handler.Calls);
        using var second = new RawServer();
        var handler = new RecordingHandler();
        second.Open(_client, handler);
        Assert.Equal(["open"], handler.Calls);
    }

    [Theory]
    [InlineData("http://localhost/")]
    [InlineData("file:///tmp/x")]
    public void Connect_OtherScheme_Throws(string uri) => Assert.Throws<ArgumentException>(() => _client.Connect(new Uri(uri)));
}
