using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Limits;

/// <summary>
/// Judges every order by the bytes that leave for the venue, by the limits, and by what the venue really has: it knows nothing of the core.
/// </summary>
internal sealed class LimitChecker(ExchangeModel model, CoreConfig config)
{
    /// <summary>
    /// What the engine knows of the venue's prices was true there within this time, as they are published at intervals of up to a second:
    /// no single moment's price is the one to judge an order by.
    /// </summary>
    private const long PriceKnowledgeNanos = 1_100 * Nanos.PerMilli;

    /// <summary>The same of its positions: trades are on their way for a millisecond, and the venue is looked at every twenty.</summary>
    private const long TradeKnowledgeNanos = 50 * Nanos.PerMilli;

    /// <summary>Rounding of published prices.</summary>
    private const double PriceSlackBps = 0.01;

    private readonly Account _account = model.FindAccount(model.Options.ClientId)!;
    private readonly Dictionary<string, Sent> _inFlight = [];
    private readonly Dictionary<long, string> _labelOfRequest = [];
    private readonly HashSet<string> _labels = [];
    private readonly Queue<long> _lastMinute = new();
    private readonly Queue<Truth>[] _truths = [.. config.Underlyings.Select(_ => new Queue<Truth>())];
    private RiskLimits _limits = config.Risk;
    private double _credit = config.Risk.OrderBurst;
    private long _creditUtcNanos;

    /// <summary>In force; set by whoever changes them.</summary>
    public RiskLimits Limits
    {
        get => _limits;
        set
        {
            Refill();
            _limits = value;
        }
    }

    /// <summary>The same, of each underlying.</summary>
    public double[] MaxNetDeltaCoins { get; } = [.. config.Underlyings.Select(one => one.MaxNetDeltaCoins)];

    /// <summary>Ordered by an operator and not taken back.</summary>
    public bool IsHalted { get; set; }

    /// <summary>Ordered by an operator and not taken back: only the position may shrink.</summary>
    public bool IsFlattening { get; set; }

    /// <summary>Trades may have been kept from the engine: then it cannot know the delta, and is not judged by it.</summary>
    public bool AreTradesLost { get; set; }

    public long Orders { get; private set; }

    public long Checks { get; private set; }

    /// <summary>The first orders beyond a limit.</summary>
    public List<string> Breaches { get; } = [];

    /// <summary>USD of the venue's position in a hedge instrument.</summary>
    public double PositionUsd(int underlying) => Position(config.Underlyings[underlying]);

    /// <summary>Takes down what the venue has; to be called often.</summary>
    public void Observe()
    {
        for (var i = 0; i < _truths.Length; i++)
        {
            while (_truths[i].TryPeek(out var oldest) && model.NowUtcNanos - oldest.UtcNanos > PriceKnowledgeNanos)
            {
                _truths[i].Dequeue();
            }

            var instrument = model.FindInstrument(config.Underlyings[i].HedgeInstrument)!;
            var mid = instrument.Book is { BestBid: { } bid, BestAsk: { } ask } ? (bid.Price.ToDouble() + ask.Price.ToDouble()) / 2 : instrument.PriceIndex.Price;
            var summary = model.Summary(_account, config.Underlyings[i].SettlementCurrency);
            _truths[i].Enqueue(new Truth(
                model.NowUtcNanos, instrument.PriceIndex.Price, instrument.Ticker.MarkPrice, mid, summary.DeltaTotal, Math.Abs(summary.OptionsGamma)));
        }
    }

    /// <summary>A message that the engine sends.</summary>
    public void OnSent(ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        var method = json.RootElement.GetProperty("method").GetString();
        if (method is "private/buy" or "private/sell")
        {
            OnOrder(method == "private/buy", json.RootElement.GetProperty("id").GetInt64(), json.RootElement.GetProperty("params"));
        }
        else
        {
            Check(method is not ("private/edit" or "private/close_position"), $"{method} is sent");
        }
    }

    /// <summary>A message that the engine receives: an error ends its order.</summary>
    public void OnReceived(ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        if (json.RootElement.TryGetProperty("error", out _)
            && json.RootElement.TryGetProperty("id", out var id)
            && _labelOfRequest.Remove(id.GetInt64(), out var label))
        {
            _inFlight.Remove(label);
        }
    }

    private void OnOrder(bool isBuy, long id, JsonElement order)
    {
        Orders++;
        DropEnded();
        Observe();
        var instrument = model.FindInstrument(order.GetProperty("instrument_name").GetString()!)!;
        var underlying = Array.FindIndex(config.Underlyings, one => one.HedgeInstrument == instrument.Name);
        var sent = new Sent(
            instrument,
            isBuy,
            order.GetProperty("amount").GetDouble(),
            order.GetProperty("price").GetDouble(),
            order.GetProperty("valid_until").GetInt64(),
            order.GetProperty("reduce_only").GetBoolean());
        var label = order.GetProperty("label").GetString()!;
        Check(!IsHalted, "an order is sent while halted");
        Check(Limits.AllowedInstruments.Contains(instrument.Name), $"{instrument.Name} is not allowed");
        Check(order.GetProperty("type").GetString() == "limit", "not a limit order");
        Check(order.GetProperty("time_in_force").GetString() == "immediate_or_cancel", "not immediate or cancel");
        Check(sent.ValidUntilMs - model.NowMs is >= 490 and <= 5_010, $"valid for {sent.ValidUntilMs - model.NowMs} ms");
        Check(_labels.Add(label), $"{label} is sent twice");
        Check(!_inFlight.Values.Any(other => other.Instrument == instrument), "not alone in flight");
        CheckPrice(sent, underlying, order.GetProperty("price").GetDecimal());
        CheckSize(sent, config.Underlyings[underlying], order.GetProperty("amount").GetDecimal());
        CheckExposure(sent, underlying);
        CheckRates();
        _inFlight[label] = sent;
        _labelOfRequest[id] = label;
    }

    private void CheckPrice(Sent sent, int underlying, decimal price)
    {
        var limit = Limits.PriceCollarBps + PriceSlackBps;
        var now = _truths[underlying].Last();
        Check(sent.Instrument.Spec.IsOnTick(Price.FromDouble((double)price)), $"price {price} is off tick");
        Check(_truths[underlying].Any(then => Bps(sent.Price, then.Index) <= limit), $"price {price} outside the collar: the index is at {now.Index}");
        Check(_truths[underlying].Any(then => Bps(sent.Price, then.Mark) <= limit), $"price {price} outside the collar: the mark is at {now.Mark}");
    }

    private void CheckSize(Sent sent, UnderlyingConfig underlying, decimal amount)
    {
        var lot = (decimal)sent.Instrument.Spec.ContractSize.ToDouble();
        Check(amount >= lot && amount % lot == 0, $"{amount} is not whole lots of {lot}");
        Check(sent.Amount <= underlying.MaxOrderAmount, $"amount {amount} above {underlying.MaxOrderAmount}");
        Check(sent.Usd <= Limits.MaxOrderNotionalUsd, $"notional {sent.Usd} above {Limits.MaxOrderNotionalUsd}");
    }

    /// <summary>The worst case: everything that is in flight fills, too.</summary>
    private void CheckExposure(Sent sent, int underlying)
    {
        var openUsd = _inFlight.Values.Sum(other => other.Usd) + sent.Usd;
        Check(openUsd <= Limits.MaxOpenNotionalUsd, $"open {openUsd} above {Limits.MaxOpenNotionalUsd}");

        var position = PositionUsd(underlying);
        var after = position + _inFlight.Values.Where(o => o.Instrument == sent.Instrument && o.IsBuy == sent.IsBuy).Sum(o => o.Signed) + sent.Signed;
        Check(IsWithin(after, Limits.MaxPositionUsd, position), $"position {position} to {after} above {Limits.MaxPositionUsd}");
        if (sent.IsReduceOnly)
        {
            Check(IsFlattening, "an order is to flatten unasked");
            Check(AreTradesLost || (Math.Abs(after) < Math.Abs(position) && after * position >= 0), $"position {position} to {after} does not only shrink");
        }
        else
        {
            Check(!IsFlattening, "a hedge is sent while flattening");
        }

        var gross = config.Underlyings.Sum(one => Math.Abs(Position(one)));
        var grossAfter = gross - Math.Abs(position) + Math.Abs(after);
        Check(IsWithin(grossAfter, Limits.MaxGrossNotionalUsd, gross), $"gross {gross} to {grossAfter} above {Limits.MaxGrossNotionalUsd}");
        if (!AreTradesLost && !sent.IsReduceOnly)
        {
            CheckDelta(sent, underlying);
        }
    }

    private void CheckDelta(Sent sent, int underlying)
    {
        // The venue values options once a second, from its index; the engine at every move, from the middle of the hedge's book: they
        // differ by what the delta moves between these prices.
        var truths = _truths[underlying];
        var move = truths.Max(then => Math.Max(then.Index, then.Mid)) - truths.Min(then => Math.Min(then.Index, then.Mid));
        var slack = truths.Max(then => then.Gamma) * move;
        var coins = sent.Signed / sent.Price;
        var limit = MaxNetDeltaCoins[underlying] + slack;
        var deltas = truths.Where(then => model.NowUtcNanos - then.UtcNanos <= TradeKnowledgeNanos).Select(then => then.Delta).ToArray();
        Check(deltas.Any(delta => IsWithin(delta + coins, limit, delta)), $"net delta limit {limit}: {deltas[^1]} to {deltas[^1] + coins}");
        Check(deltas.Any(delta => Math.Abs(delta + coins) < Math.Abs(delta) + slack), $"net delta {deltas[^1]} to {deltas[^1] + coins} does not reduce");
    }

    private void CheckRates()
    {
        var now = model.NowUtcNanos;
        Refill();
        _credit -= 1;
        Check(_credit >= -0.01, $"burst of more than {Limits.OrderBurst} at {Limits.MaxOrdersPerSecond} a second");
        while (_lastMinute.TryPeek(out var oldest) && now - oldest >= 60 * Nanos.PerSecond)
        {
            _lastMinute.Dequeue();
        }

        _lastMinute.Enqueue(now);
        Check(_lastMinute.Count <= Limits.MaxOrdersPerMinute, $"{_lastMinute.Count} orders in a minute");
        Check(Orders <= Limits.MaxOrdersPerDay, $"{Orders} orders in a day");
    }

    private void Refill()
    {
        var earned = (model.NowUtcNanos - _creditUtcNanos) * Limits.MaxOrdersPerSecond / Nanos.PerSecond;
        _credit = Math.Min(Limits.OrderBurst, _credit + earned);
        _creditUtcNanos = model.NowUtcNanos;
    }

    private double Position(UnderlyingConfig underlying) => model.GetPosition(_account, model.FindInstrument(underlying.HedgeInstrument)!).Size;

    /// <summary>The venue has ended them, or will never start them.</summary>
    private void DropEnded()
    {
        foreach (var (label, sent) in _inFlight.ToArray())
        {
            var known = model.OrdersByLabel(_account, sent.Instrument.Spec.SettlementCurrency, label);
            if (sent.ValidUntilMs < model.NowMs || known.Any(order => order.State != OrderState.Open))
            {
                _inFlight.Remove(label);
            }
        }
    }

    private static bool IsWithin(double after, double limit, double before) => Math.Abs(after) <= limit || Math.Abs(after) < Math.Abs(before);

    private static double Bps(double price, double reference) => 1e4 * Math.Abs((price / reference) - 1);

    private void Check(bool holds, string breach)
    {
        Checks++;
        if (!holds && Breaches.Count < 1_000)
        {
            Breaches.Add($"{model.NowMs}: order {Orders}: {breach}");
        }
    }

    /// <summary>The venue's figures of an underlying at a moment.</summary>
    private readonly record struct Truth(long UtcNanos, double Index, double Mark, double Mid, double Delta, double Gamma);

    private sealed record Sent(Instrument Instrument, bool IsBuy, double Amount, double Price, long ValidUntilMs, bool IsReduceOnly)
    {
        public double Usd => Instrument.Spec.IsLinear ? Amount * Price : Amount;

        public double Signed => IsBuy ? Usd : -Usd;
    }
}
