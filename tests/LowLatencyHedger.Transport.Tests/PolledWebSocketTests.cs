using System.Net.Sockets;
using System.Text;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>The open connection, against a server that is played by hand.</summary>
public sealed class PolledWebSocketTests : IDisposable
{
    private readonly RawServer _server = new();
    private readonly RecordingHandler _handler = new();
    private readonly PolledWebSocket _client = new(
        new TransportSettings { SendBufferBytes = 4096, ReceiveBufferBytes = 4096, MaxMessageBytes = 100_000 },
        new StopwatchClock());


    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void Poll_FramesInTheSamePacketAsTheUpgrade_AreDeliveredAfterOpen()
    {
        _server.Open(_client, _handler, [.. ServerFrames.Text("one"), .. ServerFrames.Text("two")]);

        Assert.Equal(["open", "text one", "text two"], _handler.Calls);
        Assert.Equal(_client.LastReceivedNanos, _handler.ReceivedNanos[0]);
        Assert.Equal(_handler.ReceivedNanos[0], _handler.ReceivedNanos[1]);
    }

    [Fact]
    public void Poll_ConversationDrippedByteByByte_IsTheSameConversation()
    {
        _server.Meet(_client, _handler);
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes(_server.Answer()), .. ServerFrames.Text("héllo"), .. ServerFrames.Frame(0x01, "ab"u8.ToArray()),
            .. ServerFrames.Frame(0x89, [7]), .. ServerFrames.Frame(0x80, "cd"u8.ToArray()), .. ServerFrames.Close(1001, "going"),
        ];
        foreach (var one in bytes)
        {
            _server.Send(one);
            _client.Poll(_handler, 0);
        }

        Drive.UntilClosed(_client, _handler);
        Assert.Equal(["open", "text héllo", "text abcd", "closed ByServer 1001 0"], _handler.Calls);
        Assert.Equal("going", _handler.Closed.Detail);
    }

    [Fact]
    public void TrySendText_AllLengthForms_ArriveMaskedAndWhole()
    {
        _server.Open(_client, _handler);
        foreach (var length in new[] { 0, 1, 125, 126, 3000 })
        {
            var text = new string('x', length);
            Assert.True(_client.TrySendText(Encoding.ASCII.GetBytes(text)));
            Assert.Equal((1, text), Decode(_server.NextFrame(_client, _handler)));
        }
    }

    [Fact]
    public void TrySendText_RehearsalBetweenMessages_NothingOfItIsSent()
    {
        _client.TrySendText("before the connection"u8, isRehearsal: true);
        _server.Open(_client, _handler);
        foreach (var text in new[] { "one", "two", "three" })
        {
            _client.TrySendText("never"u8, isRehearsal: true);
            _client.Poll(_handler, 0);
            Assert.True(_client.TrySendText(Encoding.ASCII.GetBytes(text)));
            Assert.Equal((1, text), Decode(_server.NextFrame(_client, _handler)));
        }
    }

    [Fact]
    public void TrySendText_RehearsalWhileMessagesWait_LeavesThemAlone()
    {
        _server.Open(_client, _handler);
        var text = new byte[1_000];
        var sent = 0;
        for (; _client.TrySendText(text); sent++)
        {
            text.AsSpan().Fill((byte)('a' + ((sent + 1) % 26)));
        }

        _client.TrySendText("never"u8, isRehearsal: true);

        for (var i = 0; i < sent; i++)
        {
            var (opcode, received) = Decode(_server.NextFrame(_client, _handler));
            Assert.Equal((1, i == 0 ? '\0' : (char)('a' + (i % 26)), text.Length), (opcode, received[^1], received.Length));
        }

        Assert.True(_client.TrySendText("after"u8));
        Assert.Equal((1, "after"), Decode(_server.NextFrame(_client, _handler)));
    }

    [Fact]
    public void TrySendText_NotOpen_ReturnsFalse()
    {
        Assert.False(_client.TrySendText("x"u8));
        _server.Meet(_client, _handler);
        Assert.False(_client.TrySendText("x"u8));
    }

    [Fact]
    public void TrySendText_LargerThanTheSendBuffer_ReturnsFalseAndQueuesNothing()
    {
        _server.Open(_client, _handler);
        Assert.False(_client.TrySendText(new byte[4096]));
        Assert.True(_client.TrySendText("after"u8));
        Assert.Equal((1, "after"), Decode(_server.NextFrame(_client, _handler)));
    }

    [Fact]
    public void TrySendText_ServerDoesNotRead_RefusesWholeMessagesAndLosesNone()
    {
        _server.Open(_client, _handler);
        var accepted = 0;
        for (var refused = 0; refused < 50;)
        {
            var text = Encoding.ASCII.GetBytes($"{accepted}:" + new string('y', 1000));
            if (_client.TrySendText(text))
            {
                accepted++;
                refused = 0;
            }
            else
            {
                refused++;
                _client.Poll(_handler, 0);
            }
        }

        for (var expected = 0; expected < accepted; expected++)
        {
            var (opcode, text) = Decode(_server.NextFrame(_client, _handler));
            Assert.Equal((1, $"{expected}:{new string('y', 1000)}"), (opcode, text));
        }

        Assert.True(accepted > 4, "the socket took less than the send buffer holds");
        Assert.Equal(["open"], _handler.Calls);
        Assert.Equal(0, _server.Unread);
    }

    [Fact]
    public void Poll_PingsWhileTheSendBufferIsFull_AnswersTheLastOneLater()
    {
        _server.Open(_client, _handler);
        while (_client.TrySendText(new byte[1000]) || _client.TrySendText([]))
        {
        }

        _server.Send([0x89, 1, 1, 0x89, 1, 2, 0x89, 1, 3, .. ServerFrames.Text("seen")]);
        Drive.Until(_client, _handler, () => _handler.Calls.Contains("text seen"));
        var pongs = new List<int>();
        while (pongs.LastOrDefault() != 3)
        {
            var (opcode, payload) = _server.NextFrame(_client, _handler);
            if (opcode == 10)
            {
                pongs.Add(payload.Single());
            }
        }

        Assert.Equal(pongs.Order(), pongs);
    }

    [Fact]
    public void Poll_Ping_IsAnsweredAtOnceWithItsData()
    {
        _server.Open(_client, _handler);
        _server.Send(ServerFrames.Frame(0x89, new byte[125]));
        var (opcode, payload) = _server.NextFrame(_client, _handler);
        Assert.Equal((10, 125), (opcode, payload.Length));
        _server.Send(ServerFrames.Frame(0x8A, [1, 2, 3]));
        _server.Send(ServerFrames.Text("still here"));
        Drive.Until(_client, _handler, () => _handler.Calls.Contains("text still here"));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1012, 1012)]
    [InlineData(4001, 4001)]
    [InlineData(0, 1005)]
    public void Poll_ServerCloses_IsAnsweredInKindAndReported(int sent, int reported)
    {
        _server.Open(_client, _handler);
        _server.Send(sent == 0 ? ServerFrames.Frame(0x88, []) : ServerFrames.Close((ushort)sent, "why"));
        Drive.UntilClosed(_client, _handler);
        Assert.Equal(["open", $"closed ByServer {reported} 0"], _handler.Calls);
        var (opcode, payload) = _server.NextFrame(_client, _handler);
        Assert.Equal((8, sent == 0 ? 0 : 2), (opcode, payload.Length));
    }

    [Fact]
    public void Close_ServerAnswers_DeliversWhatWasUnderWayAndEndsByUser()
    {
        _server.Open(_client, _handler);
        _client.Close(1000, "done");
        Assert.Equal(TransportState.Closing, _client.State);
        Assert.False(_client.TrySendText("late"u8));
        var (opcode, payload) = _server.NextFrame(_client, _handler);
        Assert.Equal((8, "done"), (opcode, Encoding.UTF8.GetString(payload[2..])));
        _server.Send([.. ServerFrames.Text("a fill"), .. ServerFrames.Close(1000)]);
        Drive.UntilClosed(_client, _handler);
        Assert.Equal(["open", "text a fill", "closed ByUser 1000 0"], _handler.Calls);
        Assert.Equal(TransportFault.None, _handler.Closed.Fault);
    }

    [Fact]
    public void Close_ServerStaysSilent_EndsAtTheDeadline()
    {
        _server.Open(_client, _handler);
        _client.Close(1000, "");
        _client.Poll(_handler, 5);
        _client.Poll(_handler, 4 + Nanos.PerSecond);
        Assert.Equal(TransportState.Closing, _client.State);
        _client.Poll(_handler, 5 + Nanos.PerSecond);
        Assert.Equal((TransportFault.CloseTimeout, DisconnectionType.ByUser), (_handler.Closed.Fault, _handler.Closed.Type));
    }

    [Fact]
    public void Close_FromWithinOnText_IsLegal()
    {
        PolledWebSocket? client = null;
        var handler = new RecordingHandler { OnTextDo = _ => client!.Close(1000, "") };
        client = _client;
        _server.Open(client, handler, [.. ServerFrames.Text("1"), .. ServerFrames.Text("2"), .. ServerFrames.Close(1000)]);
        Drive.UntilClosed(client, handler);
        Assert.Equal(["open", "text 1", "text 2", "closed ByUser 1000 0"], handler.Calls);
    }

    [Fact]
    public void Close_CodeThatMayNotBeSent_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _client.Close(CloseCodes.NoneReceived, ""));

    [Fact]
    public void Abort_WithinOnText_DeliversNothingMoreAndReportsTheType()
    {
        PolledWebSocket? client = null;
        var handler = new RecordingHandler { OnTextDo = _ => client!.Abort(DisconnectionType.NoMessageReceived) };
        client = _client;
        _server.Open(client, handler, [.. ServerFrames.Text("1"), .. ServerFrames.Text("2")]);
        Assert.False(client.TrySendText("x"u8));
        Drive.UntilClosed(client, handler);
        Assert.Equal(["open", "text 1", "closed NoMessageReceived 0 0"], handler.Calls);
    }

    [Theory]
    [InlineData("C1020000", 1002)]
    [InlineData("8380", 1002)]
    [InlineData("8300", 1002)]
    [InlineData("8182", 1002)]
    [InlineData("0900", 1002)]
    [InlineData("897E", 1002)]
    [InlineData("880203ED", 1002)]
    [InlineData("8000", 1002)]
    [InlineData("01008100", 1002)]
    [InlineData("820100", 1003)]
    [InlineData("8102C328", 1007)]
    [InlineData("0101C3800128", 1007)]
    [InlineData("817F00000000000186A1", 1009)]
    public void Poll_HostileBytes_ClosesWithTheRfcsCode(string hex, int code)
    {
        _server.Open(_client, _handler);
        _server.Send([.. ServerFrames.Text("good"), .. Convert.FromHexString(hex)]);
        Drive.UntilClosed(_client, _handler);
        Assert.Equal(["open", "text good", $"closed Error {code} 0"], _handler.Calls);
        Assert.Equal(TransportFault.ProtocolError, _handler.Closed.Fault);
        Assert.NotEqual("", _handler.Closed.Detail);
        var (opcode, payload) = _server.NextFrame(_client, _handler);
        Assert.Equal((8, code), (opcode, (payload[0] << 8) + payload[1]));
    }

    [Fact]
    public async Task Poll_MessageAtTheCap_ArrivesAndTheGrowthIsCounted()
    {
        _server.Open(_client, _handler);
        var frame = ServerFrames.Frame(0x81, Enumerable.Repeat((byte)'z', 100_000).ToArray());
        var sender = Task.Run(() => _server.Send(frame));
        Drive.Until(_client, _handler, () => _handler.Calls.Count == 2);
        await sender;
        Assert.Equal("text of 100000", _handler.Calls[1]);
        Assert.InRange(_client.GrowthCount, 1, 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Poll_ServerDropsMidFrame_DeliversWhatIsWholeThenLost(bool reset)
    {
        _server.Open(_client, _handler);
        _server.Send([.. ServerFrames.Text("whole"), 0x81, 50, 65]);
        Drive.Until(_client, _handler, () => _handler.Calls.Count == 2);
        if (reset)
        {
            _server.Reset();
        }
        else
        {
            _server.Drop();
        }

        Drive.UntilClosed(_client, _handler);
        Assert.Equal(["open", "text whole", "closed Lost 0 0"], _handler.Calls);
        Assert.Equal(reset ? SocketError.ConnectionReset : SocketError.Success, _handler.Closed.SocketError);
        Assert.Equal(reset ? TransportFault.SocketError : TransportFault.EndOfStream, _handler.Closed.Fault);
        Assert.False(_client.TrySendText("x"u8));
    }

    [Fact]
    public void Connect_AfterClosed_StartsFreshWithoutOldBytes()
    {
        _server.Open(_client, _handler, [.. ServerFrames.Text("old"), 0x01, 3, 65]);
        while (_client.TrySendText(new byte[1000]))
        {
        }

        _client.Abort(DisconnectionType.ByUser);
        Drive.UntilClosed(_client, _handler);
        using var second = new RawServer();
        var handler = new RecordingHandler();
        second.Open(_client, handler, ServerFrames.Text("new"));
        Assert.Equal(["open", "text new"], handler.Calls);
        Assert.True(_client.TrySendText("first"u8));
        Assert.Equal((1, "first"), Decode(second.NextFrame(_client, handler)));
    }

    [Fact]
    public void Connect_WhileOpen_Throws()
    {
        _server.Open(_client, _handler);
        Assert.Throws<InvalidOperationException>(() => _client.Connect(_server.Uri));
    }

    [Fact]
    public void Poll_RandomConversation_EchoesEveryMessageInOrder()
    {
        var random = new Random(Seeds.For(nameof(Poll_RandomConversation_EchoesEveryMessageInOrder), 11));
        PolledWebSocket? client = null;
        var handler = new RecordingHandler { OnTextDo = text => Assert.True(client!.TrySendText(Encoding.UTF8.GetBytes(text))) };
        client = _client;
        _server.Open(client, handler);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(800)).Select(_ => (char)random.Next(32, 0x700)));
            var bytes = Encoding.UTF8.GetBytes(text);
            var cut = random.Next(bytes.Length + 1);
            byte[] stream = [.. ServerFrames.Frame(0x01, bytes[..cut]), .. ServerFrames.Frame(0x80, bytes[cut..])];
            for (var at = 0; at < stream.Length;)
            {
                var count = Math.Min(stream.Length - at, random.Next(1, 500));
                _server.Send(stream.AsSpan(at, count));
                client.Poll(handler, 0);
                at += count;
            }

            Assert.Equal((1, text), Decode(_server.NextFrame(client, handler)));
        }
    }

    [Fact]
    public void Poll_EchoLoopWarmedUp_AllocatesNothing()
    {
        var message = ServerFrames.Text("{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"ticker\"}}");
        var echo = new EchoHandler(_client);
        _server.Open(_client, _handler);
        var scratch = new byte[4096];
        var least = Allocation.Least(6, () =>
        {
            for (var round = 0; round < 500; round++)
            {
                _server.Peer.Send(message);
                for (var seen = echo.Count; echo.Count == seen;)
                {
                    _client.Poll(echo, round);
                }

                _server.Peer.Receive(scratch);
            }
        });

        Assert.Equal(0, least);
        Assert.Equal(3000, echo.Count);
        Assert.Equal(0, _client.GrowthCount);
    }

    [Fact]
    public void SocketOptions_LinuxOptionsAskedFor_AreReported()
    {
        using var client = new PolledWebSocket(new TransportSettings { QuickAck = true, BusyPollMicros = 50 }, new StopwatchClock());
        _server.Open(client, _handler, ServerFrames.Text("x"));
        Assert.Equal((OptionOutcome.Applied, OptionOutcome.Applied), (client.SocketOptions.NoDelay, client.SocketOptions.KeepAlive));
        Assert.Equal(OperatingSystem.IsLinux() ? OptionOutcome.Applied : OptionOutcome.Refused, client.SocketOptions.QuickAck);
        Assert.NotEqual(OptionOutcome.NotRequested, client.SocketOptions.BusyPoll);
        Assert.Equal(OperatingSystem.IsLinux() ? OptionOutcome.Applied : OptionOutcome.Refused, client.SocketOptions.CongestionControl);
        _server.Meet(_client, new RecordingHandler());
        Assert.Equal(OptionOutcome.NotRequested, _client.SocketOptions.QuickAck);
        Assert.Equal(OptionOutcome.NotRequested, _client.SocketOptions.BusyPoll);
    }

    [Theory]
    [InlineData("no such", OptionOutcome.Refused)]
    [InlineData("", OptionOutcome.NotRequested)]
    public void SocketOptions_CongestionControlTheSystemDoesNotHave_ConnectsWithoutAndSaysSo(string name, OptionOutcome outcome)
    {
        using var client = new PolledWebSocket(new TransportSettings { CongestionControl = name }, new StopwatchClock());
        _server.Open(client, _handler, ServerFrames.Text("x"));
        Assert.Equal(outcome, client.SocketOptions.CongestionControl);
    }

    private static (int Opcode, string Text) Decode((int Opcode, byte[] Payload) frame) =>
        (frame.Opcode, Encoding.UTF8.GetString(frame.Payload));
}
