using System.Globalization;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// A second set of books: cash, position and funding worked out in decimals from the venue's statement, the fee schedule and the prices
/// alone. It shares no code with <see cref="CoinLedger"/> and knows none of its figures. Thread: one at a time.
/// </summary>
internal sealed class DecimalLedger(BacktestSettings settings)
{
    private const decimal FeeOfPriceMax = 0.125m;
    private const decimal EightHoursNanos = 28_800m * 1_000_000_000m;
    private const int Places = 8;

    private readonly decimal _takerRate = (decimal)settings.TakerBps / 10_000m;
    private readonly decimal _optionRate = (decimal)settings.OptionFeeBps / 10_000m;
    private readonly decimal[] _byKind = new decimal[Enum.GetValues<EntryKind>().Length];
    private decimal _openCoins;
    private decimal _openFunding;

    public decimal Cash { get; private set; } = Math.Round((decimal)settings.EquityCoins, Places);

    /// <summary>Signed, USD.</summary>
    public decimal HedgeUsd { get; private set; }

    /// <summary>Without signs, USD.</summary>
    public decimal TurnoverUsd { get; private set; }

    public decimal OpenFunding => _openFunding;

    public decimal this[EntryKind kind] => _byKind[(int)kind];

    /// <summary>Coins of the perpetual that are not settled yet.</summary>
    public decimal Unrealised(decimal price) => _openCoins - (HedgeUsd / price);

    /// <summary>
    /// Goes through the statement up to a step. Funding of a step is paid on what is held at its end, at the price of its beginning.
    /// </summary>
    public void Read(IReadOnlyList<AccountRecord> records, ChainMarket market, int lastStep)
    {
        var next = 0;
        for (var step = 0; step <= lastStep; step++)
        {
            var now = market.UtcNanos[step];
            for (; next < records.Count && records[next] is { Kind: RecordKind.HedgeTrade } trade && trade.UtcNanos < now; next++)
            {
                Book(trade);
            }

            if (step > 0 && HedgeUsd != 0)
            {
                var part = (now - market.UtcNanos[step - 1]) / EightHoursNanos;
                var rate = (decimal)Funding.EightHourRate(market.Basis(step - 1), 1e-4 * settings.FundingBps);
                _openFunding -= HedgeUsd / (decimal)market.Mid(step - 1) * rate * part;
            }

            for (; next < records.Count && records[next].Kind != RecordKind.HedgeTrade && records[next].UtcNanos == now; next++)
            {
                Book(records[next]);
            }
        }
    }

    private void Book(in AccountRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.OptionTrade:
                Pay(EntryKind.Premium, -record.Amount * record.Price);
                var fee = Math.Abs(record.Amount) * Math.Min(_optionRate, FeeOfPriceMax * record.Price);
                Pay(EntryKind.OptionFee, record.IsFeeDue ? -fee : 0);
                break;
            case RecordKind.OptionDelivery:
                Pay(EntryKind.Payoff, record.Amount * Payoff(record.Instrument, record.Price));
                break;
            case RecordKind.HedgeTrade:
                HedgeUsd += record.Amount;
                TurnoverUsd += Math.Abs(record.Amount);
                _openCoins += record.Amount / record.Price;
                Pay(EntryKind.HedgeFee, -Math.Abs(record.Amount) * _takerRate / record.Price);
                break;
            default:
                _openCoins -= Pay(EntryKind.HedgeSettlement, Unrealised(record.Price));
                _openFunding -= Pay(EntryKind.Funding, _openFunding);
                break;
        }
    }

    private decimal Pay(EntryKind kind, decimal coins)
    {
        var paid = Math.Round(coins, Places);
        Cash += paid;
        _byKind[(int)kind] += paid;
        return paid;
    }

    /// <summary>Coins for one coin, by what the name of the option says: CURRENCY-DATE-STRIKE-C.</summary>
    private static decimal Payoff(string name, decimal delivery)
    {
        var parts = name.Split('-');
        var strike = decimal.Parse(parts[2], CultureInfo.InvariantCulture);
        return Math.Max(parts[3] == "C" ? delivery - strike : strike - delivery, 0) / delivery;
    }
}
