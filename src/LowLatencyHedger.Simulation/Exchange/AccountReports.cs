namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Positions and account totals from the ledgers and the present marks.</summary>
internal static class AccountReports
{
    public static Position Position(Account account, Instrument instrument)
    {
        var spec = instrument.Spec;
        var ticker = instrument.Ticker;
        var ledger = account.Positions.GetValueOrDefault(instrument) ?? new PositionLedger(instrument);
        var size = ledger.Size;
        var floating = ledger.FloatingProfit(ticker.MarkPrice);
        return new Position
        {
            Instrument = instrument,
            Size = size,
            SizeCurrency = spec.IsOption ? 0 : Math.Round(Coins(instrument, size), 9),
            AveragePrice = Math.Round(ledger.AveragePrice, 8),
            AveragePriceUsd = spec.IsOption ? Math.Round(ledger.AveragePriceUsd, 2) : 0,
            MarkPrice = ticker.MarkPrice,
            IndexPrice = ticker.IndexPrice,
            SettlementPrice = ticker.SettlementPrice ?? 0,
            Delta = Math.Round(Delta(instrument, size), spec.IsOption ? 5 : 9),
            Gamma = Math.Round(size * ticker.Gamma, 5),
            Vega = Math.Round(size * ticker.Vega, 5),
            Theta = Math.Round(size * ticker.Theta, 5),
            FloatingProfitLoss = Math.Round(floating, 9),
            FloatingProfitLossUsd = spec.IsOption
                ? Math.Round((size * ticker.MarkPrice * (spec.IsLinear ? 1 : ticker.IndexPrice)) - ledger.CostUsd, 2)
                : 0,
            RealizedProfitLoss = Math.Round(ledger.SessionRealised, 9),
            TotalProfitLoss = Math.Round(floating, 9),
            RealizedFunding = Math.Round(ledger.RealisedFunding, 9),
            InterestValue = ticker.InterestValue,
            InitialMargin = Math.Round(Margin.Initial(instrument, size), 9),
            MaintenanceMargin = Math.Round(Margin.Maintenance(instrument, size), 9),
            OpenOrdersMargin = Math.Round(OpenOrdersMargin(account, instrument), 9),
            Leverage = spec.MaxLeverage,
        };
    }

    public static AccountSummary Summary(Account account, string currency)
    {
        var totals = new Totals();
        var next = account.Positions.Values
            .Where(p => p.SizeRaw != 0 && p.Instrument.Spec.SettlementCurrency == currency)
            .Select(p => p.Instrument.Spec.ExpirationMs).DefaultIfEmpty(0).Min();
        foreach (var position in account.Positions.Values)
        {
            if (position.SizeRaw != 0 && position.Instrument.Spec.SettlementCurrency == currency)
            {
                totals.Add(position, next);
            }
        }

        var money = Ledger.Money(account, currency);
        var ordersMargin = account.Orders.Open
            .Select(entry => entry.Order!.Instrument).Distinct()
            .Where(instrument => instrument.Spec.SettlementCurrency == currency)
            .Sum(instrument => OpenOrdersMargin(account, instrument));
        return Compose(money, totals, ordersMargin);
    }

    /// <summary>Coins of an index that a futures size stands for.</summary>
    public static double Coins(Instrument instrument, double size) =>
        instrument.Spec.IsLinear ? size : size == 0 ? 0 : size / instrument.Ticker.MarkPrice;

    private static double Delta(Instrument instrument, double size) =>
        instrument.Spec.IsOption ? size * instrument.Ticker.Delta : Coins(instrument, size);

    private static double OpenOrdersMargin(Account account, Instrument instrument)
    {
        var margin = 0.0;
        foreach (var entry in account.Orders.Open)
        {
            if (entry.Order!.Instrument == instrument && !entry.Order.ReduceOnly)
            {
                margin += RequestMargin(instrument, entry.Order.Direction, entry.RemainingRaw / 1e8, entry.PriceRaw / 1e8);
            }
        }

        return margin;
    }

    /// <summary>
    /// What an order would lock: initial margin when futures are opened or options sold, the premium when options are bought.
    /// </summary>
    public static double RequestMargin(Instrument instrument, Primitives.Side side, double amount, double price)
    {
        var sell = side == Primitives.Side.Sell;
        return instrument.Spec.IsOption && !sell ? amount * price : Margin.Initial(instrument, sell ? -amount : amount);
    }

    private static AccountSummary Compose(CurrencyLedger money, Totals totals, double ordersMargin)
    {
        var futures = money.FuturesSessionRealised + totals.FuturesFloating;
        var equity = money.Balance + futures + totals.OptionsValue;
        var initial = totals.InitialMargin + ordersMargin;
        var options = totals.OptionsFloating + money.OptionsSessionRealised;
        var ratio = equity - totals.OptionsValue <= 0 ? 0 : totals.MaintenanceMargin / (equity - totals.OptionsValue);
        return new AccountSummary
        {
            Currency = money.Currency,
            Balance = Math.Round(money.Balance, 8),
            Equity = Math.Round(equity, 8),
            MarginBalance = Math.Round(equity - totals.OptionsValue, 8),
            AvailableFunds = Math.Round(equity - totals.OptionsValue - initial, 8),
            AvailableWithdrawalFunds = Math.Round(Math.Max(Math.Min(money.Balance, equity - totals.OptionsValue) - initial, 0), 8),
            InitialMargin = Math.Round(initial, 8),
            MaintenanceMargin = Math.Round(totals.MaintenanceMargin, 8),
            ProjectedInitialMargin = Math.Round(totals.ProjectedInitialMargin + ordersMargin, 8),
            ProjectedMaintenanceMargin = Math.Round(totals.ProjectedMaintenanceMargin, 8),
            FuturesSessionRpl = Math.Round(money.FuturesSessionRealised, 8),
            FuturesSessionUpl = Math.Round(totals.FuturesFloating, 8),
            FuturesPl = Math.Round(futures, 8),
            OptionsSessionRpl = Math.Round(money.OptionsSessionRealised, 8),
            OptionsSessionUpl = Math.Round(totals.OptionsFloating, 8),
            OptionsPl = Math.Round(options, 8),
            SessionRpl = Math.Round(money.FuturesSessionRealised + money.OptionsSessionRealised, 8),
            SessionUpl = Math.Round(totals.FuturesFloating + totals.OptionsFloating, 8),
            TotalPl = Math.Round(futures + options, 8),
            OptionsValue = Math.Round(totals.OptionsValue, 8),
            DeltaTotal = Math.Round(totals.DeltaMap.Values.Sum() - totals.InverseOptionsValue, 8),
            ProjectedDeltaTotal = Math.Round(totals.ProjectedDelta, 8),
            OptionsDelta = Math.Round(totals.OptionsDelta, 8),
            OptionsGamma = Math.Round(totals.GammaMap.Values.Sum(), 5),
            OptionsVega = Math.Round(totals.VegaMap.Values.Sum(), 5),
            OptionsTheta = Math.Round(totals.ThetaMap.Values.Sum(), 5),
            DeltaTotalMap = Rounded(totals.DeltaMap, 8),
            OptionsGammaMap = Rounded(totals.GammaMap, 5),
            OptionsVegaMap = Rounded(totals.VegaMap, 5),
            OptionsThetaMap = Rounded(totals.ThetaMap, 5),
            EstimatedLiquidationRatio = Math.Round(ratio, 8),
            EstimatedLiquidationRatioMap = Rounded(totals.DeltaMap.ToDictionary(pair => pair.Key, _ => ratio), 8),
            FeesPaid = Math.Round(money.FeesPaid, 8),
        };
    }

    private static SortedDictionary<string, double> Rounded(IDictionary<string, double> map, int digits)
    {
        var rounded = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (key, value) in map)
        {
            rounded[key] = Math.Round(value, digits);
        }

        return rounded;
    }

    private sealed class Totals
    {
        public Dictionary<string, double> DeltaMap { get; } = [];

        public Dictionary<string, double> GammaMap { get; } = [];

        public Dictionary<string, double> VegaMap { get; } = [];

        public Dictionary<string, double> ThetaMap { get; } = [];

        public double FuturesFloating { get; private set; }

        public double OptionsFloating { get; private set; }

        public double OptionsValue { get; private set; }

        public double InverseOptionsValue { get; private set; }

        public double OptionsDelta { get; private set; }

        public double ProjectedDelta { get; private set; }

        public double InitialMargin { get; private set; }

        public double MaintenanceMargin { get; private set; }

        public double ProjectedInitialMargin { get; private set; }

        public double ProjectedMaintenanceMargin { get; private set; }

        public void Add(PositionLedger position, long nextExpirationMs)
        {
            var instrument = position.Instrument;
            var index = instrument.PriceIndex.Name;
            var size = position.Size;
            var ticker = instrument.Ticker;
            var delta = Delta(instrument, size);
            var netDelta = delta;
            var floating = position.FloatingProfit(ticker.MarkPrice);
            if (instrument.Spec.IsOption)
            {
                var value = size * ticker.MarkPrice;
                OptionsFloating += floating;
                OptionsValue += value;
                OptionsDelta += delta;
                if (!instrument.Spec.IsLinear)
                {
                    InverseOptionsValue += value;
                    netDelta -= value;
                }

                GammaMap[index] = GammaMap.GetValueOrDefault(index) + (size * ticker.Gamma);
                VegaMap[index] = VegaMap.GetValueOrDefault(index) + (size * ticker.Vega);
                ThetaMap[index] = ThetaMap.GetValueOrDefault(index) + (size * ticker.Theta);
            }
            else
            {
                FuturesFloating += floating;
            }

            DeltaMap[index] = DeltaMap.GetValueOrDefault(index) + delta;
            var (initial, maintenance) = (Margin.Initial(instrument, size), Margin.Maintenance(instrument, size));
            InitialMargin += initial;
            MaintenanceMargin += maintenance;
            if (instrument.Spec.ExpirationMs != nextExpirationMs || instrument.Spec.Kind == InstrumentKind.Perpetual)
            {
                ProjectedDelta += netDelta;
                ProjectedInitialMargin += initial;
                ProjectedMaintenanceMargin += maintenance;
            }
        }
    }
}
