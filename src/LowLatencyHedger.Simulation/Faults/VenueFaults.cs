using System.Globalization;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Faults of the venue's order entry, account and instruments.</summary>
internal static class VenueFaults
{
    private const long OrderWaitNanos = 20 * Nanos.PerSecond;

    /// <summary>Refusals that prove that the order was not accepted.</summary>
    private static readonly int[] s_definite =
    [
        10009, 10041, 10019, 10020, 10021, 10023, 10043, 10012, 13019, 13020, 13888, 11054, 10003, 10005, 10007, 10002,
        -32602, 13021, 13403,
    ];

    /// <summary>Errors after which the order may live: those of a busy or failing venue, and any that nobody knows.</summary>
    private static readonly int[] s_ambiguous = [10040, 10047, 10066, 11051, 11094, 13028, 19999, 500];

    public static IEnumerable<FaultKind> All =>
    [
        new("err_codes", AnswerWithError),
        new("reject", RejectAll) { LongestSeconds = 5 },
        new("rate_tier", RateLimited),
        new("no_liq", LiquidityRunsAway),
        new("clamp", ClampPrice),
        new("rogue_fill", RogueFill),
        new("lock", static (FaultScene scene, in PlannedFault fault) =>
        {
            var index = scene.Perpetual.PriceIndex;
            scene.Model.SetLocked(index, isLocked: true);
            scene.After(fault.DurationNanos, () => scene.Model.SetLocked(index, isLocked: false));
        }),
        new("book_state", CloseBook),
        new("pos_lag", LagPositions),
        new("many_trades", ManyTrades),
        new("ext_trade", static (FaultScene scene, in PlannedFault fault) => TradeByHand(scene, new Random(fault.Salt), "manual")),
        new("auth_expire", ForgetLogin),
        new("trading_maintenance", Maintenance),
    ];

    /// <summary>The next order's reply is an error; with an ambiguous one the order may have been carried out all the same.</summary>
    private static void AnswerWithError(FaultScene scene, in PlannedFault fault)
    {
        var isDefinite = fault.Salt % 2 == 0;
        var codes = isDefinite ? s_definite : s_ambiguous;
        var code = codes[fault.Salt / 4 % codes.Length];
        var isExecuted = !isDefinite && fault.Salt / 2 % 2 == 0;
        var isDone = false;
        if (isExecuted)
        {
            scene.Trading.AddToEngine(scene.NowNanos + OrderWaitNanos, (ref MessageFate fate) =>
            {
                if (!isDone && scene.Trading.IsOrderReply(fate.Bytes))
                {
                    isDone = true;
                    fate.Bytes = Wire.Error(Wire.Id(fate.Bytes), code, "error", scene.Engine.VenueUtcNanos);
                }
            });
            return;
        }

        scene.Trading.AddToVenue(scene.NowNanos + OrderWaitNanos, (ref MessageFate fate) =>
        {
            if (!isDone && Wire.IsPlace(fate.Bytes))
            {
                isDone = true;
                Refuse(scene, ref fate, code, "error");
            }
        });
    }

    private static void RejectAll(FaultScene scene, in PlannedFault fault) =>
        scene.Trading.AddToVenue(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (Wire.IsPlace(fate.Bytes))
            {
                Refuse(scene, ref fate, ExchangeError.NotEnoughFunds.Code, ExchangeError.NotEnoughFunds.Message);
            }
        });

    /// <summary>The venue has lowered the account's tier: it refuses an order and ends the session.</summary>
    private static void RateLimited(FaultScene scene, in PlannedFault fault)
    {
        var isDone = false;
        scene.Trading.AddToVenue(scene.NowNanos + OrderWaitNanos, (ref MessageFate fate) =>
        {
            if (!isDone && Wire.IsPlace(fate.Bytes))
            {
                isDone = true;
                Refuse(scene, ref fate, 10028, "too_many_requests");
                fate.EndsConnection = true;
            }
        });
    }

    private static void Refuse(FaultScene scene, ref MessageFate fate, int code, string message)
    {
        fate.Answer = Wire.Error(Wire.Id(fate.Bytes), code, message, scene.Engine.VenueUtcNanos);
        fate.IsLost = true;
    }

    /// <summary>What an order aims at is gone when it arrives.</summary>
    private static void LiquidityRunsAway(FaultScene scene, in PlannedFault fault) =>
        scene.Trading.AddToVenue(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (Wire.IsPlace(fate.Bytes))
            {
                scene.Model.SetLiquidity(scene.Perpetual, isPresent: false);
                scene.After(100 * Nanos.PerMilli, () => scene.Model.SetLiquidity(scene.Perpetual, isPresent: true));
            }
        });

    /// <summary>The venue moves an order's price into its band without a word.</summary>
    private static void ClampPrice(FaultScene scene, in PlannedFault fault)
    {
        var ticks = 1 + (fault.Salt % 20);
        scene.Trading.AddToVenue(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (Wire.IsPlace(fate.Bytes))
            {
                var step = ticks * scene.Perpetual.Spec.TickSize.ToDouble() * (Wire.Has(fate.Bytes, "private/buy"u8) ? -1 : 1);
                fate.Bytes = Wire.Change(fate.Bytes, "\"price\":"u8, price => (price + step).ToString(CultureInfo.InvariantCulture));
            }
        });
    }

    /// <summary>A trade with the label of our last order that no order of ours can have made.</summary>
    private static void RogueFill(FaultScene scene, in PlannedFault fault)
    {
        var salt = fault.Salt;
        var isDone = false;
        scene.Trading.AddToVenue(scene.NowNanos + OrderWaitNanos, (ref MessageFate fate) =>
        {
            if (!isDone && Wire.IsPlace(fate.Bytes))
            {
                isDone = true;
                var label = Wire.Label(fate.Bytes);
                scene.After(
                    5 * Nanos.PerSecond,
                    () => TradeByHand(scene, new Random(salt), $"hx1-{label.Epoch:x8}-{label.Number:x8}"));
            }
        });
    }

    private static void CloseBook(FaultScene scene, in PlannedFault fault)
    {
        InstrumentState[] states = [InstrumentState.Locked, InstrumentState.Halted, InstrumentState.Settlement];
        scene.Model.SetState(scene.Perpetual, states[fault.Salt % states.Length]);
        scene.After(fault.DurationNanos, () => scene.Model.SetState(scene.Perpetual, InstrumentState.Open));
    }

    /// <summary>Positions are answered from an older picture.</summary>
    private static void LagPositions(FaultScene scene, in PlannedFault fault)
    {
        var untilNanos = scene.NowNanos + fault.DurationNanos;
        scene.PositionsWrongNanos = Math.Max(scene.PositionsWrongNanos, untilNanos);
        var requests = new HashSet<long>();
        byte[]? old = null;
        scene.Trading.AddToVenue(untilNanos, (ref MessageFate fate) =>
        {
            if (Wire.Has(fate.Bytes, "private/get_positions"u8))
            {
                requests.Add(Wire.Id(fate.Bytes));
            }
        });
        scene.Trading.AddToEngine(untilNanos, (ref MessageFate fate) =>
        {
            var reply = fate.Bytes;
            if (!Wire.Has(reply, "\"method\""u8) && requests.Remove(Wire.Id(reply)) && Wire.TryResult(reply, out var result))
            {
                old ??= reply[result];
                fate.Bytes = [.. reply[..result.Start], .. old, .. reply[result.End..]];
            }
        });
    }

    /// <summary>Many trades in one moment, and none of them is told.</summary>
    private static void ManyTrades(FaultScene scene, in PlannedFault fault)
    {
        scene.Trading.AddToEngine(
            scene.NowNanos + Nanos.PerMilli, static (ref MessageFate fate) => fate.IsLost = Wire.IsAccountChange(fate.Bytes));
        var random = new Random(fault.Salt);
        for (var i = 0; i < 30; i++)
        {
            TradeByHand(scene, random, "manual");
        }
    }

    /// <summary>Somebody trades on the account.</summary>
    public static void TradeByHand(FaultScene scene, Random random, string label)
    {
        var isBuy = random.Next(2) == 0;
        var touch = isBuy ? scene.Perpetual.Book.BestAsk : scene.Perpetual.Book.BestBid;
        if (touch is { } level)
        {
            scene.Model.Place(scene.Account, new OrderRequest
            {
                InstrumentName = scene.Perpetual.Name,
                Direction = isBuy ? Side.Buy : Side.Sell,
                Amount = Quantity.FromDouble(10 * random.Next(1, 2_000)),
                Price = level.Price,
                TimeInForce = Exchange.TimeInForce.ImmediateOrCancel,
                Label = label,
            });
        }
    }

    /// <summary>The venue forgets the login: every private request is refused until the next one.</summary>
    private static void ForgetLogin(FaultScene scene, in PlannedFault fault)
    {
        var isLoggedIn = false;
        scene.Trading.AddToVenue(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            isLoggedIn |= Wire.Has(fate.Bytes, "public/auth"u8);
            if (!isLoggedIn && Wire.IsPrivate(fate.Bytes))
            {
                Refuse(scene, ref fate, 13009, "unauthorized");
            }
        });
    }

    /// <summary>Everything but the connection is down: requests are answered that the venue is in maintenance.</summary>
    private static void Maintenance(FaultScene scene, in PlannedFault fault) =>
        scene.Trading.AddToVenue(scene.NowNanos + fault.DurationNanos, (ref MessageFate fate) =>
        {
            if (Wire.IsPrivate(fate.Bytes))
            {
                Refuse(scene, ref fate, 11051, "system_maintenance");
            }
        });
}
