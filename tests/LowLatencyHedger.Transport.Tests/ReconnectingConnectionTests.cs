using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Transport.Tests;

public sealed class ReconnectingConnectionTests : IDisposable
{
    private static readonly ReconnectSettings s_settings = new()
    {
        MinDelayNanos = 100,
        MaxDelayNanos = 1600,
        StableNanos = 10_000,
        IdleNanos = 1000,
    };

    private readonly FakeTransport _transport = new();
    private readonly RecordingConnectionHandler _handler = new();
    private readonly ReconnectingConnection _connection;

    public ReconnectingConnectionTests() => _connection = new ReconnectingConnection(_transport, new Uri("ws://x/"), s_settings, 1);

    public void Dispose()
    {
        _connection.Dispose();
        _transport.Dispose();
    }

    [Fact]
    public void Poll_BeforeStart_DoesNothing()
    {
        _connection.Poll(_handler, 0);
        Assert.Empty(_transport.Log);
    }

    [Fact]
    public void Poll_AfterStart_ConnectsAtOnceAndForwardsInOrder()
    {
        _connection.Start();
        _transport.Open();
        _transport.Text("a");
        PollAt(5, 6);
        Assert.Equal(["open Initial 5", "text a 6"], _handler.Calls);
        Assert.Equal((1, TransportState.Open), (_connection.ConnectionCount, _connection.State));
        Assert.True(_connection.TrySendText("out"u8));
        Assert.Equal(["connect", "send out"], _transport.Log);
    }

    [Theory]
    [InlineData(DisconnectionType.Lost, ReconnectionType.Lost)]
    [InlineData(DisconnectionType.Error, ReconnectionType.Error)]
    [InlineData(DisconnectionType.ByServer, ReconnectionType.ByServer)]
    [InlineData(DisconnectionType.ByUser, ReconnectionType.ByUser)]
    [InlineData(DisconnectionType.NoMessageReceived, ReconnectionType.NoMessageReceived)]
    [InlineData(DisconnectionType.Exit, ReconnectionType.ByUser)]
    public void Poll_ConnectionEnded_WaitsThenReconnectsWithThatReason(DisconnectionType ended, ReconnectionType expected)
    {
        _connection.Start();
        _transport.Open();
        _transport.End(ended);
        PollAt(0, 10, 109);
        Assert.Equal(["connect"], _transport.Log);
        _transport.Open();
        PollAt(210);
        Assert.Equal(["open Initial 0", $"closed {ended} 10", $"open {expected} 210"], _handler.Calls);
        Assert.Equal(2, _connection.ConnectionCount);
    }

    [Fact]
    public void Poll_SilentConnection_IsDroppedAsNoMessageReceived()
    {
        _connection.Start();
        _transport.Open();
        _transport.Text("a");
        PollAt(0, 500, 1499);
        Assert.DoesNotContain("abort NoMessageReceived", _transport.Log);
        PollAt(1500, 1501);
        Assert.Equal("closed NoMessageReceived 1501", _handler.Calls[^1]);
    }

    [Fact]
    public void Poll_AfterLongPauseOfTheOwnThread_ReadsBeforeItJudges()
    {
        _connection.Start();
        _transport.Open();
        PollAt(0);
        _transport.Text("was waiting in the socket");
        PollAt(50_000, 50_001);
        Assert.Equal("text was waiting in the socket 50000", _handler.Calls[^1]);
        Assert.Equal(["connect"], _transport.Log);
    }

    [Fact]
    public void Poll_FailingForLong_BacksOffBetweenTheBoundsAndStableConnectionResets()
    {
        _connection.Start();
        long now = 0;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            _transport.End(DisconnectionType.Error);
            var waited = WaitForConnect(ref now);
            Assert.InRange(waited, attempt == 0 ? 0 : 100, attempt == 0 ? 0 : Math.Min(1600, 100L << attempt));
        }

        WaitForConnectOpen(ref now);
        for (var step = 0; step < 11; step++)
        {
            _transport.Text("alive");
            PollAt(now += 1000);
        }

        _transport.End(DisconnectionType.Lost);
        PollAt(now);
        _transport.End(DisconnectionType.Lost);
        Assert.InRange(WaitForConnect(ref now), 100, 200);
    }

    [Fact]
    public void Stop_WhileOpen_ClosesAndStaysClosedUntilStart()
    {
        _connection.Start();
        _transport.Open();
        PollAt(0);
        _connection.Stop(1000, "bye");
        PollAt(1, 1_000_000);
        Assert.Equal(["connect", "close 1000"], _transport.Log);
        Assert.Equal("closed ByUser 1", _handler.Calls[^1]);
        _connection.Start();
        PollAt(1_000_001);
        Assert.Equal("connect", _transport.Log[^1]);
    }

    [Fact]
    public void Drop_WhileOpen_ReconnectsWithThatReason()
    {
        _connection.Start();
        _transport.Open();
        PollAt(0);
        _connection.Drop(DisconnectionType.NoMessageReceived);
        PollAt(1);
        _transport.Open();
        PollAt(1000);
        Assert.Equal("open NoMessageReceived 1000", _handler.Calls[^1]);
    }

    [Fact]
    public void Poll_SameSeedAndTimes_GivesTheSameStory()
    {
        var seed = Seeds.For(nameof(Poll_SameSeedAndTimes_GivesTheSameStory), 99);
        Assert.Equal(Story(seed), Story(seed));
    }

    private static List<string> Story(int seed)
    {
        var random = new Random(seed);
        using var transport = new FakeTransport();
        var handler = new RecordingConnectionHandler();
        using var connection = new ReconnectingConnection(transport, new Uri("ws://x/"), s_settings, (ulong)seed);
        connection.Start();
        for (long now = 0; now < 200_000; now += random.Next(1, 300))
        {
            switch (random.Next(8))
            {
                case 0 when connection.State == TransportState.Open:
                    transport.End((DisconnectionType)random.Next(1, 6));
                    break;
                case < 4 when connection.State == TransportState.Open:
                    transport.Text("t");
                    break;
                case < 6 when connection.State == TransportState.Connecting:
                    transport.Open();
                    break;
            }

            connection.Poll(handler, now);
        }

        Assert.True(handler.Calls.Count > 100);
        return handler.Calls;
    }

    private void PollAt(params long[] times)
    {
        foreach (var now in times)
        {
            _connection.Poll(_handler, now);
        }
    }

    /// <summary>Time until the transport was told to connect, in which it ends at once, as scripted.</summary>
    private long WaitForConnect(ref long now)
    {
        var connects = _transport.Log.Count(line => line == "connect");
        var start = now;
        for (; ; now++)
        {
            _connection.Poll(_handler, now);
            if (_transport.Log.Count(line => line == "connect") > connects)
            {
                return now - start;
            }
        }
    }

    private void WaitForConnectOpen(ref long now)
    {
        _transport.Open();
        WaitForConnect(ref now);
    }
}
