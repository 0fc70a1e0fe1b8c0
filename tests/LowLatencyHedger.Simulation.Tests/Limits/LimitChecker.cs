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
    /// <summary>The engine's prices are as old as the way from the venue and back.</summary>
    private const double PriceSlackBps = 10;

    /// <summary>Of a delta, in bands: the venue values the options once a second, and the engine hears of trades a little later.</summary>
    private const double DeltaSlackBands = 2;

    private readonly Account _account = model.FindAccount(model.Options.ClientId)!;
    private readonly Dictionary<string, Sent> _inFlight = [];
    private readonly Dictionary<long, string> _labelOfRequest = [];
    private readonly HashSet<string> _labels = [];
    private readonly Queue<long> _lastMinute = new();
    private double _credit = config.Risk.OrderBurst;
    private long _creditUtcNanos;

    /// <summary>In force; set by whoever changes them.</summary>
    public RiskLimits Limits { get; set; } = config.Risk;

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
        var instrument = model.FindInstrument(order.GetProperty("instrument_name").GetString()!)!;
        var underlying = config.Underlyings.Single(one => one.HedgeInstrument == instrument.Name);
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
        CheckPrice(sent, order.GetProperty("price").GetDecimal());
        CheckSize(sent, underlying, order.GetProperty("amount").GetDecimal());
        CheckExposure(sent, underlying);
        CheckRates();
        _inFlight[label] = sent;
        _labelOfRequest[id] = label;
    }

    private void CheckPrice(Sent sent, decimal price)
    {
        var index = sent.Instrument.PriceIndex.Price;
        var mark = sent.Instrument.Ticker.MarkPrice;
        Check(sent.Instrument.Spec.IsOnTick(Price.FromDouble((double)price)), $"price {price} is off tick");
        Check(Bps(sent.Price, index) <= Limits.PriceCollarBps + PriceSlackBps, $"price {price} with the index at {index}");
        Check(Bps(sent.Price, mark) <= Limits.PriceCollarBps + PriceSlackBps, $"price {price} with the mark at {mark}");
    }

    private void CheckSize(Sent sent, UnderlyingConfig underlying, decimal amount)
    {
        var lot = (decimal)sent.Instrument.Spec.ContractSize.ToDouble();
        Check(amount >= lot && amount % lot == 0, $"{amount} is not whole lots of {lot}");
        Check(sent.Amount <= underlying.MaxOrderAmount, $"amount {amount} above {underlying.MaxOrderAmount}");
        Check(sent.Usd <= Limits.MaxOrderNotionalUsd, $"notional {sent.Usd} above {Limits.MaxOrderNotionalUsd}");
    }

    /// <summary>The worst case: everything that is in flight fills, too.</summary>
    private void CheckExposure(Sent sent, UnderlyingConfig underlying)
    {
        var openUsd = _inFlight.Values.Sum(other => other.Usd) + sent.Usd;
        Check(openUsd <= Limits.MaxOpenNotionalUsd, $"open {openUsd} above {Limits.MaxOpenNotionalUsd}");

        var position = model.GetPosition(_account, sent.Instrument).Size;
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

        var gross = config.Underlyings.Sum(one => Math.Abs(model.GetPosition(_account, model.FindInstrument(one.HedgeInstrument)!).Size));
        var grossAfter = gross - Math.Abs(position) + Math.Abs(after);
        Check(IsWithin(grossAfter, Limits.MaxGrossNotionalUsd, gross), $"gross {gross} to {grossAfter} above {Limits.MaxGrossNotionalUsd}");

        if (AreTradesLost || sent.IsReduceOnly)
        {
            return;
        }

        var slack = DeltaSlackBands * underlying.BandUpperCoins;
        var delta = model.Summary(_account, underlying.SettlementCurrency).DeltaTotal;
        var deltaAfter = delta + (sent.Signed / sent.Price);
        Check(
            IsWithin(deltaAfter, underlying.MaxNetDeltaCoins + slack, delta),
            $"delta {delta} to {deltaAfter} above {underlying.MaxNetDeltaCoins}");
        Check(Math.Abs(deltaAfter) < Math.Abs(delta) + slack, $"delta {delta} to {deltaAfter} does not reduce");
    }

    private void CheckRates()
    {
        var now = model.NowUtcNanos;
        _credit = Math.Min(Limits.OrderBurst, _credit + ((now - _creditUtcNanos) * Limits.MaxOrdersPerSecond / Nanos.PerSecond)) - 1;
        _creditUtcNanos = now;
        Check(_credit >= -0.01, $"burst of more than {Limits.OrderBurst} at {Limits.MaxOrdersPerSecond} a second");
        while (_lastMinute.TryPeek(out var oldest) && now - oldest >= 60 * Nanos.PerSecond)
        {
            _lastMinute.Dequeue();
        }

        _lastMinute.Enqueue(now);
        Check(_lastMinute.Count <= Limits.MaxOrdersPerMinute, $"{_lastMinute.Count} orders in a minute");
        Check(Orders <= Limits.MaxOrdersPerDay, $"{Orders} orders in a day");
    }

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
        if (!holds && Breaches.Count < 10)
        {
            Breaches.Add($"{model.NowMs}: order {Orders}: {breach}");
        }
    }

    private sealed record Sent(Instrument Instrument, bool IsBuy, double Amount, double Price, long ValidUntilMs, bool IsReduceOnly)
    {
        public double Usd => Instrument.Spec.IsLinear ? Amount * Price : Amount;

        public double Signed => IsBuy ? Usd : -Usd;
    }
}
