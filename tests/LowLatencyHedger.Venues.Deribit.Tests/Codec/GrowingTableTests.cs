using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Tests.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>An instrument is defined by another thread while a message that names it is read: nothing else of the message is lost by that.</summary>
public sealed class GrowingTableTests
{
    private const string Listing = "BTC-1JAN30";

    private static readonly string s_positions = "[" + string.Join(',', Position("BTC-PERPETUAL", 10), Position(Listing, 20), Position("BTC-PERPETUAL", 30)) + "]";

    private static readonly string s_trades =
        $$"""{"trades":[{{FakeVenue.Trade("1", "")}},{{Of(Listing, FakeVenue.Trade("2", ""))}},{{FakeVenue.Trade("3", "")}}],"has_more":false}""";

    private readonly DecoderFixture _fixture = new("BTC-PERPETUAL");
    private readonly ReplyScanner _scanner = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trades_TableGrowsBehindTheFirst_TheLastIsNotLost(bool isScanned)
    {
        var text = Encoding.UTF8.GetBytes(s_trades);
        var context = GrowingContext();

        var result = DecodeResult.Malformed;
        Assert.True(!isScanned || _scanner.TryScanTrades(text, in context, out result, out _));
        result = isScanned ? result : AccountDecoder.DecodeUserTrades(text, in context, out _);

        Assert.Equal(DecodeResult.UnknownInstrument, result);
        Assert.Equal(["1", "3"], _fixture.Events.ToArray().Select(fill => fill.Fill.TradeId.ToString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Positions_TableGrowsBehindTheFirst_ThePictureEndsWithTheLast(bool isScanned)
    {
        var text = Encoding.UTF8.GetBytes(s_positions);
        var context = GrowingContext();

        var result = DecodeResult.Malformed;
        Assert.True(!isScanned || _scanner.TryScanPositions(text, in context, out result));
        result = isScanned ? result : AccountDecoder.DecodePositions(text, in context);

        Assert.Equal(DecodeResult.UnknownInstrument, result);
        Assert.Equal(
            [(10, InputFlags.SnapshotStart), (30, InputFlags.Last)],
            _fixture.Events.ToArray().Select(e => ((int)e.Position.Size.ToDouble(), e.Flags)));
    }

    /// <summary>The next message is read with what has come meanwhile.</summary>
    [Fact]
    public void Positions_NextMessage_HasTheListing()
    {
        _fixture.Define(Listing);

        Assert.True(_scanner.TryScanPositions(Encoding.UTF8.GetBytes(s_positions), _fixture.Context(), out var result));

        Assert.Equal((DecodeResult.Ok, 3), (result, _fixture.Publisher.Count));
    }

    /// <summary>Half of a picture would be of the smaller table: it is read at once instead, as a message that is spelled otherwise is.</summary>
    [Theory]
    [InlineData(Listing, false)]
    [InlineData("BTC-2JAN30", true)]
    public void PositionsInParts_TableGrowsBetweenTwo_ReadAtOnceIfOneWasUnknown(string last, bool isTaken)
    {
        var known = string.Join(',', Enumerable.Range(0, 40).Select(i => Position("BTC-PERPETUAL", i)));
        var first = isTaken ? "" : Position(Listing, 50) + ",";
        var message = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":7,"result":[{{first}}{{known}},{{Position(last, 60)}}]}""");
        Assert.True(ReplyScanner.TryReadHead(message, out _, out var resultAt) && _scanner.TryBeginPositions(message, resultAt, default));
        Assert.True(_scanner.TryReadPositions(_fixture.Context(), 16, out _));

        _fixture.Define(last);

        Assert.Equal(isTaken, _scanner.TryReadPositions(_fixture.Context(), int.MaxValue, out _));
        Assert.False(_scanner.IsReadingPositions);
    }

    [Fact]
    public void Session_TableGrowsWhileAMissIsRead_ReadsTradesAgain()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Publisher.Meanwhile = () => fixture.Table.Define(new InstrumentBody { Name = InlineText32.From(Listing) }, out _);
        var readings = fixture.Venue.CountSent("private/get_user_trades_by_currency");

        fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", Changes(Listing)));
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal(readings + 1, fixture.Venue.CountSent("private/get_user_trades_by_currency"));
    }

    /// <summary>The second miss is of what stays unknown, such as an underlying that is not configured.</summary>
    [Fact]
    public void Session_TwoMissesAndTheTableGrowsBetween_ReadsTradesAgain()
    {
        var fixture = SessionFixture.ForTrading().Started();
        var readings = fixture.Venue.CountSent("private/get_user_trades_by_currency");

        fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", Changes(Listing)));
        fixture.Table.Define(new InstrumentBody { Name = InlineText32.From(Listing) }, out _);
        fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", Changes("XRP-1JAN30")));
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal(readings + 1, fixture.Venue.CountSent("private/get_user_trades_by_currency"));
    }

    private static string Changes(string name) =>
        $$"""{"instrument_name":"{{name}}","orders":[],"positions":[],"trades":[{{FakeVenue.Trade("1", "")}},{{Of(name, FakeVenue.Trade("2", ""))}}]}""";

    private static string Position(string name, int size) => Of(name, FakeVenue.Position(size));

    private static string Of(string name, string text) => text.Replace("BTC-PERPETUAL", name, StringComparison.Ordinal);

    private DecodeContext GrowingContext()
    {
        _fixture.Publisher.Meanwhile = () => _fixture.Define(Listing);
        return _fixture.Context();
    }
}
