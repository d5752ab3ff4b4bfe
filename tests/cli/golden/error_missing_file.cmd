abcert prove nowhere.abp
