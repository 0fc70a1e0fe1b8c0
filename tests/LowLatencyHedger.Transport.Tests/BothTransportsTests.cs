using System.Net.Sockets;
using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>The own client and the framework's have the same conversation with the same server and tell the same story.</summary>
public sealed class BothTransportsTests
{
    private static readonly TransportSettings s_settings = new()
    {
        TrustedRoots = TestCertificates.Trusted,
        ReceiveBufferBytes = 8192,
        MaxMessageBytes = 200_000,
        SendBufferBytes = 256 * 1024,
    };

    public static TheoryData<bool> Kinds => [false, true];

    public static TheoryData<string> Scripts =>
    [
        "text", "fragments", "controls", "many", "close", "binary", "too big", "bad utf8",
        "reserved bit", "masked", "drop", "drop in frame", "reset",
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Poll_SameServerBytes_GiveTheSameCalls(string script)
    {
        var polled = Play(new PolledWebSocket(s_settings, new StopwatchClock()), script);
        var managed = Play(new ManagedWebSocket(s_settings, new StopwatchClock()), script);
        Assert.Equal(managed, polled);
        Assert.Equal("open", polled[0]);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Poll_ConversationWithKestrel_IsTheExpectedOne(bool tls, bool managed)
    {
        await using var server = await KestrelServer.StartAsync(tls ? TestCertificates.For("localhost") : null);
        using var client = Make(managed);
        var handler = new RecordingHandler();
        client.Connect(new Uri($"{(tls ? "wss" : "ws")}://localhost:{server.Port}/echo"));
        Drive.UntilOpen(client, handler);
        var expected = new List<string> { "open" };
        foreach (var length in new[] { 1, 125, 126, 199, 65_535, 65_536, 100_000 })
        {
            var text = new string('m', length);
            Assert.True(client.TrySendText(Encoding.ASCII.GetBytes(text)));
            expected.Add(length < 200 ? "text " + text : $"text of {length}");
            Drive.Until(client, handler, () => handler.Calls.Count == expected.Count);
        }

        Assert.True(client.TrySendText("burst 500"u8));
        expected.AddRange(Enumerable.Range(0, 500).Select(i => $"text number {i}"));
        Assert.True(client.TrySendText("big 150000"u8));
        expected.Add("text of 150000");
        Drive.Until(client, handler, () => handler.Calls.Count == expected.Count);
        Assert.True(client.TrySendText("close 4321"u8));
        expected.Add("closed ByServer 4321 0");
        Drive.UntilClosed(client, handler);
        Assert.Equal(expected, handler.Calls);
        Assert.Equal("as asked", handler.Closed.Detail);
        Assert.Equal(handler.ReceivedNanos.Order(), handler.ReceivedNanos);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Close_WithKestrel_IsAnsweredAndTheTransportCanBeUsedAgain(bool managed)
    {
        await using var server = await KestrelServer.StartAsync();
        using var client = Make(managed);
        for (var round = 0; round < 2; round++)
        {
            var handler = new RecordingHandler();
            client.Connect(new Uri($"ws://127.0.0.1:{server.Port}/echo"));
            Drive.UntilOpen(client, handler);
            Assert.True(client.TrySendText("last words"u8));
            client.Close(1000, "done");
            Drive.UntilClosed(client, handler);
            Assert.Equal(["open", "text last words", "closed ByUser 1000 0"], handler.Calls);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connect_ServerAnswers429_TellsTheStatus(bool managed)
    {
        await using var server = await KestrelServer.StartAsync();
        Assert.Equal((TransportFault.UpgradeRefused, 429), Fail(managed, s_settings, $"ws://127.0.0.1:{server.Port}/refuse"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connect_CertificateOfStrangersAuthority_IsUntrusted(bool managed)
    {
        await using var server = await KestrelServer.StartAsync(TestCertificates.For("localhost"));
        var address = $"wss://localhost:{server.Port}/echo";
        Assert.Equal((TransportFault.CertificateUntrusted, 0), Fail(managed, s_settings with { TrustedRoots = null }, address));
        var other = s_settings with { TrustedRoots = TestCertificates.Stranger };
        Assert.Equal((TransportFault.CertificateUntrusted, 0), Fail(managed, other, address));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connect_ExpiredCertificate_IsUntrusted(bool managed)
    {
        await using var server = await KestrelServer.StartAsync(TestCertificates.For("localhost", expired: true));
        Assert.Equal((TransportFault.CertificateUntrusted, 0), Fail(managed, s_settings, $"wss://localhost:{server.Port}/echo"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connect_CertificateForAnotherHost_IsNameMismatch(bool managed)
    {
        await using var server = await KestrelServer.StartAsync(TestCertificates.For("www.example.test"));
        Assert.Equal((TransportFault.CertificateNameMismatch, 0), Fail(managed, s_settings, $"wss://localhost:{server.Port}/echo"));
        Assert.Equal((TransportFault.CertificateNameMismatch, 0), Fail(managed, s_settings, $"wss://127.0.0.1:{server.Port}/echo"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connect_TlsToPlainServer_IsTlsFailed(bool managed)
    {
        await using var server = await KestrelServer.StartAsync();
        Assert.Equal((TransportFault.TlsFailed, 0), Fail(managed, s_settings, $"wss://localhost:{server.Port}/echo"));
    }

    [Fact]
    public void Connect_ServerSilentInTlsHandshake_EndsAtTheDeadline()
    {
        using var server = new RawServer();
        using var client = Make(managed: false);
        var handler = new RecordingHandler();
        client.Connect(new Uri($"wss://127.0.0.1:{server.Uri.Port}/"));
        Drive.Until(client, handler, server.AcceptIfPending);
        Drive.Until(client, handler, () => server.Pump() && server.Unread > 0);
        Assert.Empty(handler.Calls);
        client.Poll(handler, long.MaxValue);
        Assert.Equal(TransportFault.ConnectTimeout, handler.Closed.Fault);
    }

    [Fact]
    public async Task Poll_TlsEchoLoopWarmedUp_AllocatesNothing()
    {
        await using var server = await KestrelServer.StartAsync(TestCertificates.For("localhost"));
        using var client = Make(managed: false);
        client.Connect(new Uri($"wss://localhost:{server.Port}/echo"));
        Drive.UntilOpen(client, new RecordingHandler());
        var counter = new CountingHandler();
        var message = new byte[800];
        message.AsSpan().Fill((byte)'t');
        var least = Allocation.Least(8, () =>
        {
            for (var round = 0; round < 500; round++)
            {
                client.TrySendText(message);
                for (var seen = counter.Count; counter.Count == seen;)
                {
                    if (client.Poll(counter, round) == 0)
                    {
                        Thread.Yield();
                    }
                }
            }
        });

        Assert.Equal(0, least);
        Assert.Equal(4000, counter.Count);
    }

    private static IWebSocketTransport Make(bool managed, TransportSettings? settings = null) => managed
        ? new ManagedWebSocket(settings ?? s_settings, new StopwatchClock())
        : new PolledWebSocket(settings ?? s_settings, new StopwatchClock());

    private static (TransportFault Fault, int HttpStatus) Fail(bool managed, TransportSettings settings, string uri)
    {
        using var client = Make(managed, settings);
        var handler = new RecordingHandler();
        client.Connect(new Uri(uri));
        Drive.UntilClosed(client, handler);
        Assert.Equal(DisconnectionType.Error, handler.Closed.Type);
        Assert.NotEqual("", handler.Closed.Detail);
        return (handler.Closed.Fault, handler.Closed.HttpStatus);
    }

    private static List<string> Play(IWebSocketTransport client, string script)
    {
        using var owned = client;
        using var server = new RawServer();
        var handler = new RecordingHandler();
        server.Open(client, handler);
        server.Send(ServerBytes(script));
        switch (script)
        {
            case "drop" or "drop in frame":
                server.Drop();
                break;
            case "reset":
                Drive.Until(client, handler, () => handler.Calls.Contains("text last"));
                server.Reset();
                break;
            case "text" or "fragments" or "controls" or "many":
                server.Send(ServerFrames.Close(1000));
                goto case "close";
            case "close":
                // The framework waits up to a second for the server's end of stream.
                server.Peer.Shutdown(SocketShutdown.Send);
                break;
        }

        Drive.UntilClosed(client, handler);

        // The framework does not tell the code with which it refused the peer's bytes.
        return [.. handler.Calls.Select(call => call.StartsWith("closed Error", StringComparison.Ordinal) ? "closed Error" : call)];
    }

    private static byte[] ServerBytes(string script) => script switch
    {
        "text" => [.. ServerFrames.Text("a"), .. ServerFrames.Text(""), .. ServerFrames.Text("é€😀")],
        "fragments" => [0x01, 2, 0xF0, 0x9F, 0x00, 0, 0x80, 2, 0x98, 0x80],
        "controls" => [0x01, 1, 65, 0x89, 1, 7, 0x8A, 0, 0x80, 1, 66],
        "many" => [.. Enumerable.Range(0, 3000).SelectMany(i => ServerFrames.Text($"message {i}"))],
        "close" => ServerFrames.Close(1011, "broken"),
        "binary" => ServerFrames.Frame(0x82, [1]),
        "too big" => ServerFrames.Frame(0x81, new byte[200_001]),
        "bad utf8" => [.. ServerFrames.Text("fine"), .. ServerFrames.Frame(0x81, [0xC3, 0x28])],
        "reserved bit" => ServerFrames.Frame(0xC1, [65]),
        "masked" => [0x81, 0x81, 0, 0, 0, 0, 65],
        "drop in frame" => [.. ServerFrames.Text("last"), 0x81, 10, 65],
        _ => ServerFrames.Text("last"),
    };
}
