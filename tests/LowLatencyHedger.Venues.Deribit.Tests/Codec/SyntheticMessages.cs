namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>One notification of every channel that is decoded, made up, in the venue's shapes.</summary>
internal static class SyntheticMessages
{
    public static readonly string[] Instruments = ["BTC-PERPETUAL", "BTC-27FEB26-100000-C", "BTC-21JAN26-88000-P", "ETH-27FEB26"];

    public static readonly string[] Indices = ["btc_usd", "eth_usd"];

    private const string Order = """
        {"label":"hx1-00000007-0000002a","price":91100.5,"user_id":1,"amount":10.0,"direction":"buy",
        "time_in_force":"immediate_or_cancel","instrument_name":"BTC-PERPETUAL","web":false,"order_id":"743657",
        "creation_timestamp":1765505266849,"filled_amount":5.0,"last_update_timestamp":1765505266850,"post_only":true,"reduce_only":false,
        "average_price":91037.0,"contracts":1.0,"order_state":"open","order_type":"limit"}
        """;

    private const string Trade = """
        {"label":"hx1-00000007-0000002a","timestamp":1765505266849,"state":"open","price":91037.0,"amount":5.0,"direction":"buy",
        "index_price":91035.22,"instrument_name":"BTC-PERPETUAL","trade_seq":123024306,"mark_price":91035.41,"order_id":"743657",
        "matching_id":null,"profit_loss":-4e-07,"trade_id":"208465","fee_currency":"BTC","fee":5e-08,"liquidity":"T","liquidation":"M"}
        """;

    private const string Position = """
        {"size":5.0,"kind":"future","direction":"buy","instrument_name":"BTC-PERPETUAL","mark_price":91035.41,"delta":5.49e-05,
        "average_price":91037.0,"floating_profit_loss":-3.97e-07,"leverage":50}
        """;

    public static readonly string[] All =
    [
        Wrap("book.BTC-PERPETUAL.raw", """
            {"type":"snapshot","timestamp":1617644854291,"instrument_name":"BTC-PERPETUAL","change_id":8973365906,
            "bids":[["new",37240.0,20.0],["new",37237.0,14270.0],["new",37233.0,50.0],["new",37230.5,10.0]],
            "asks":[["new",37240.5,14240.0],["new",37248.5,15690.0],["new",37251.0,650.0],["new",37251.5,1.0],["new",37252.0,3.2e4]]}
            """),
        Wrap("book.ETH-27FEB26.100ms", """
            {"type":"change","timestamp":1617644866876,"prev_change_id":8973369021,"instrument_name":"ETH-27FEB26","change_id":8973369030,
            "bids":[],"asks":[["new",0.317,10.0],["delete",0.3165,0.0],["change",0.3175,0.5]]}
            """),
        Wrap("book.BTC-PERPETUAL.none.10.100ms", """
            {"instrument_name":"BTC-PERPETUAL","timestamp":1769246173071,"change_id":136725664747,"bids":[[89532.5,254900.0],
            [89532.0,1000.0]],"asks":[[89533.0,91570.0]]}
            """),
        Wrap("ticker.BTC-27FEB26-100000-C.raw", """
            {"timestamp":1768912242068,"state":"open","stats":{"high":0.023,"low":null,"price_change":-22.2222},"greeks":{"delta":0.25166,
            "gamma":3e-05,"vega":93.88235,"theta":-47.10058,"rho":22.20671},"index_price":91080.4,
            "instrument_name":"BTC-27FEB26-100000-C","last_price":null,"settlement_price":0.01757063,"min_price":0.0024,
            "max_price":0.0465,"open_interest":4150.2,"mark_price":0.0173,"best_ask_price":0.0175,"best_bid_price":0.0165,
            "interest_rate":0.0,"mark_iv":37.94,"bid_iv":37.15,"ask_iv":38.13,"underlying_price":91467.89,
            "underlying_index":"BTC-27FEB26","estimated_delivery_price":"expired","best_ask_amount":118.3,"best_bid_amount":100.2}
            """),
        Wrap("ticker.BTC-PERPETUAL.100ms", """
            {"timestamp":1765541474086,"state":"open","index_price":92263.55,"instrument_name":"BTC-PERPETUAL","min_price":90897.5,
            "max_price":93666.5,"mark_price":92281.78,"best_ask_price":0.0,"best_bid_price":92283.5,"best_ask_amount":0.0,
            "best_bid_amount":117660.0,"current_funding":0.0,"funding_8h":1.742e-05}
            """),
        Wrap("quote.BTC-PERPETUAL", """
            {"timestamp":1765541767174,"instrument_name":"BTC-PERPETUAL","best_ask_price":92288.5,"best_bid_price":92288.0,
            "best_ask_amount":99470.0,"best_bid_amount":133440.0}
            """),
        Wrap("deribit_price_index.btc_usd", """{"timestamp":1768912242068,"price":91080.4,"index_name":"btc_usd"}"""),
        Wrap("markprice.options.btc_usd", """
            [{"timestamp":1768912242000,"mark_price":0.0173,"iv":0.3794,"instrument_name":"BTC-27FEB26-100000-C"},
            {"timestamp":1768912242000,"mark_price":0.001,"iv":0.5316,"instrument_name":"BTC-21JAN26-88000-P"}]
            """),
        Wrap("trades.BTC-PERPETUAL.100ms", """
            [{"timestamp":1765531356452,"price":92294.5,"amount":10.0,"direction":"sell","index_price":92276.75,
            "instrument_name":"BTC-PERPETUAL","trade_seq":271252854,"trade_id":"403691824"},{"timestamp":1765531356452,"price":92288.5,
            "amount":750.0,"direction":"buy","instrument_name":"BTC-PERPETUAL","trade_seq":271252855}]
            """),
        Wrap("user.orders.any.any.raw", Order),
        Wrap("user.trades.any.any.raw", $"[{Trade}]"),
        Wrap("user.changes.any.any.raw", $$"""
            {"orders":[{{Order}}],"instrument_name":"BTC-PERPETUAL","trades":[{{Trade}}],"positions":[{{Position}}]}
            """),
        Wrap("user.portfolio.btc", """
            {"equity":10.00295059,"options_theta":-16.5,"total_pl":0.25,"initial_margin":0.5,"options_vega":0.0858,
            "maintenance_margin":0.25,"delta_total_map":{"btc_usd":0.5},"options_delta":-1.01962,"available_funds":9.5,
            "options_gamma":1e-05,"options_value":-0.0086,"delta_total":31.602958,"balance":10.00295099,"currency":"BTC"}
            """),
        Wrap("platform_state", """{"locked":true,"price_index":"eth_usd"}"""),
        Wrap("instrument.state.any.any", """{"timestamp":1768982400087,"state":"settlement","instrument_name":"BTC-21JAN26-88000-P"}"""),
    ];

    private static string Wrap(string channel, string data) =>
        "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}}";
}
