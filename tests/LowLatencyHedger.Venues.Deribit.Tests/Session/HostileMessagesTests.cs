using System.Text;
using System.Text.RegularExpressions;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Session;
using LowLatencyHedger.Venues.Deribit.Tests.Codec;
using LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>
/// Sessions whose replies and notifications are damaged at their joints or at any byte, from the login on. HEDGER_FUZZ_MESSAGES sets how many
/// messages are delivered, HEDGER_TEST_SEED which ones.
/// </summary>
public sealed partial class HostileMessagesTests
{
    private const int RequestsPerSecondMax = 60;
    private const int EventsPerMessageMax = 64;

    private static readonly Func<SessionFixture>[] s_sessions =
        [() => SessionFixture.ForTrading(), () => SessionFixture.ForMarketData(), SessionFixture.ForCancelling];

    private readonly Random _random = new(Seeds.For(nameof(HostileMessagesTests), 71));
    private int _numbersCompared;

    [Fact]
    public void OnMessage_DamagedRepliesAndNotifications_NeverThrowsAndComesBack()
    {
        var count = Environment.GetEnvironmentVariable("HEDGER_FUZZ_MESSAGES") is { } given ? int.Parse(given) : 20_000;
        var (delivered, recovered, refused) = (0, 0, 0);
        for (var run = 0; delivered < count; run++)
        {
            var fixture = s_sessions[run % s_sessions.Length]();
            delivered += Torment(fixture, run);
            if (fixture.Session.RefusalCause != 0)
            {
                // A login or a protection that says the wrong thing is not tried again.
                refused++;
                continue;
            }

            Recover(fixture, run);
            recovered++;
        }

        Assert.True(recovered > (recovered + refused) / 4, $"{recovered} recovered, {refused} refused");
        Assert.True(_numbersCompared > count / 10, $"{_numbersCompared} numbers compared");
    }

    /// <summary>The venue is well again: so must be the session, on one of the next connections.</summary>
    private static void Recover(SessionFixture fixture, int run)
    {
        for (var connection = 0; connection < 10; connection++)
        {
            fixture.Close();
            fixture.Advance(10 * Nanos.PerSecond);
            Reset(fixture);
            fixture.Open();
            for (var i = 0; i < 4000 && fixture.Session.State != SessionState.Ready && fixture.Venue.Drops.Count == 0; i++)
            {
                fixture.Step();
                fixture.Tick();
            }

            if (fixture.Session.State == SessionState.Ready || fixture.Session is CancelSession)
            {
                return;
            }
        }

        Assert.Fail($"run {run}: {fixture.Session.GetType().Name} is {fixture.Session.State}, dropped for {string.Join(' ', fixture.Venue.Drops)}");
    }

    /// <summary>Half a minute in which every other message is damaged.</summary>
    private int Torment(SessionFixture fixture, int run)
    {
        var delivered = 0;
        var end = fixture.Now.MonotonicNanos + (30 * Nanos.PerSecond);
        var sentBefore = fixture.Venue.Sent.Count;
        fixture.Open();
        while (fixture.Now.MonotonicNanos < end && fixture.Session.RefusalCause == 0)
        {
            fixture.Advance(20 * Nanos.PerMilli);
            fixture.Tick();
            if (Next(fixture) is { } message)
            {
                Deliver(fixture, message);
                delivered++;
            }

            if (fixture.Venue.Drops.Count > 0 || fixture.Session.State == SessionState.Down)
            {
                fixture.Close();
                fixture.Advance(Nanos.PerSecond);
                Reset(fixture);
                fixture.Open();
            }
        }

        var seconds = 30;
        var sent = fixture.Venue.Sent.Count - sentBefore;
        Assert.True(sent < (RequestsPerSecondMax * seconds) + 200, $"run {run}: {sent} requests in {seconds} s");
        return delivered;
    }

    private string? Next(SessionFixture fixture)
    {
        if (fixture.Venue.Notifications.TryDequeue(out var notification))
        {
            return notification;
        }

        if (fixture.Venue.Unanswered.Count > 0)
        {
            var request = fixture.Venue.Unanswered[0];
            fixture.Venue.Unanswered.RemoveAt(0);
            return fixture.Venue.Reply(request, fixture.Now.UtcNanos);
        }

        return _random.Next(4) == 0 ? Unasked() : null;
    }

    private string Unasked() => _random.Next(4) switch
    {
        0 => FakeVenue.Notification("user.changes.any.any.raw", Changes()),
        1 => SyntheticMessages.All[_random.Next(SyntheticMessages.All.Length)].ReplaceLineEndings(""),
        2 => """{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}""",
        _ => $$"""{"jsonrpc":"2.0","id":{{_random.Next(200)}},"result":[],"usIn":1,"usOut":2,"usDiff":1,"testnet":true}""",
    };

    private static string Changes() =>
        "{\"instrument_name\":\"BTC-PERPETUAL\",\"trades\":[" + FakeVenue.Trade("7", "hx1-00000005-00000001") + "],\"positions\":["
        + FakeVenue.Position(10) + "],\"orders\":[" + FakeVenue.Order("hx1-00000005-00000001", "filled", 10) + "]}";

    private void Deliver(SessionFixture fixture, string message)
    {
        var bytes = _random.Next(4) switch
        {
            0 => Encoding.UTF8.GetBytes(new MessageMutator(message).Mutate(_random)),
            1 => Mutations.Mutate(_random, Encoding.UTF8.GetBytes(message)),
            _ => Encoding.UTF8.GetBytes(message),
        };
        fixture.Publisher.Clear();
        fixture.Session.OnMessage(bytes, fixture.Now);
        Assert.True(fixture.Publisher.Count <= EventsPerMessageMax, Encoding.Latin1.GetString(bytes));
        foreach (ref readonly var published in fixture.Publisher.Events)
        {
            CheckNumbers(in published, Encoding.Latin1.GetString(bytes));
        }
    }

    /// <summary>Every price and amount of an event stands in the message, read here by arithmetic of any size; nothing is 0.</summary>
    private void CheckNumbers(in InputEvent published, string message)
    {
        long[] read = published.Kind switch
        {
            InputKind.Fill => [published.Fill.Price.Raw, published.Fill.Amount.Raw],
            InputKind.Position => [published.Position.Size.Raw],
            InputKind.OrderUpdate => [published.Order.Price.Raw, published.Order.Amount.Raw, published.Order.FilledAmount.Raw],
            InputKind.InstrumentDefined =>
                [published.InstrumentDefined.TickSize.Raw, published.InstrumentDefined.MinTradeAmount.Raw, published.InstrumentDefined.ContractSize.Raw],
            _ => [],
        };
        if (read.Length > 0)
        {
            _numbersCompared += read.Length;
            var told = Number().Matches(message).Select(match => ExactNumber.Scale(match.Value, 8).Value).ToHashSet();
            Assert.All(read, raw => Assert.True(raw is 0 or Decimal8.None || told.Contains(raw), $"{raw} is not in {message}"));
        }
    }

    [GeneratedRegex(@"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")]
    private static partial Regex Number();

    private static void Reset(SessionFixture fixture)
    {
        fixture.Venue.Drops.Clear();
        fixture.Venue.Unanswered.Clear();
        fixture.Venue.Notifications.Clear();
    }
}
