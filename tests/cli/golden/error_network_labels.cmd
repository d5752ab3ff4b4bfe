abcert show inputs/network_labels.abp
